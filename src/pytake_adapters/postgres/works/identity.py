"""Companies, their people, and how those sign in."""

from functools import cached_property

from pytake_adapters.postgres.events import PostgresActivity
from pytake_adapters.postgres.identity import (
    PostgresApiKeys,
    PostgresRoles,
    PostgresTenants,
    PostgresUsers,
    PostgresUserSessions,
)
from pytake_adapters.postgres.passkeys import PostgresPasskeys
from pytake_adapters.postgres.second_factors import PostgresSecondFactors
from pytake_adapters.postgres.sign_on import PostgresSignOn
from pytake_adapters.postgres.tenants import PostgresUsage
from pytake_adapters.postgres.works.bound import Bound


class IdentityRepositories(Bound):
    """Companies, their people, and how those sign in."""

    @cached_property
    def tenants(self) -> PostgresTenants:
        """The company."""
        return PostgresTenants(self.tenant_id, self.sql)

    @cached_property
    def users(self) -> PostgresUsers:
        """Its people."""
        return PostgresUsers(self.tenant_id, self.sql)

    @cached_property
    def roles(self) -> PostgresRoles:
        """Roles of its own."""
        return PostgresRoles(self.tenant_id, self.sql)

    @cached_property
    def user_sessions(self) -> PostgresUserSessions:
        """Who is signed in."""
        return PostgresUserSessions(self.tenant_id, self.sql)

    @cached_property
    def api_keys(self) -> PostgresApiKeys:
        """Its machines."""
        return PostgresApiKeys(self.tenant_id, self.sql)

    @cached_property
    def second_factors(self) -> PostgresSecondFactors:
        """What is asked for beside passwords."""
        return PostgresSecondFactors(self.tenant_id, self.raw)

    @cached_property
    def passkeys(self) -> PostgresPasskeys:
        """Keys on people's devices."""
        return PostgresPasskeys(self.tenant_id, self.raw)

    @cached_property
    def sign_on(self) -> PostgresSignOn:
        """Its own provider of identities."""
        return PostgresSignOn(self.tenant_id, self.raw)

    @cached_property
    def usage(self) -> PostgresUsage:
        """What counts against its limits."""
        return PostgresUsage(self.tenant_id, self.raw)

    @cached_property
    def activity(self) -> PostgresActivity:
        """What people did."""
        return PostgresActivity(self.tenant_id, self.raw)
