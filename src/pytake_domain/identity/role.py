"""Roles that a tenant made itself, beside those that every tenant has."""

import datetime as dt

import msgspec

from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import RoleId, TenantId

NAME_MOST = 60
DESCRIPTION_MOST = 300
ROLES_MOST = 100


class HeldRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role of the tenant's own as its people carry it; a change of the role is written to all of them at once."""

    id: RoleId
    name: str
    permissions: frozenset[Permission]


class CustomRole(msgspec.Struct, frozen=True, kw_only=True):
    """A set of permissions with a name. The name is unique in the tenant, however it is written."""

    id: RoleId
    tenant_id: TenantId
    name: str
    permissions: frozenset[Permission]
    created_at: dt.datetime
    updated_at: dt.datetime
    description: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= NAME_MOST:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))
        if len(self.description) > DESCRIPTION_MOST:
            params: dict[str, str | int] = {"least": 0, "most": DESCRIPTION_MOST}
            raise Invalid(Problem(field="description", code="length", params=params))
        if Permission.PLATFORM in self.permissions:
            raise Invalid(Problem(field="permissions", code="not_grantable"))
        if not self.permissions:
            raise Invalid(Problem(field="permissions", code="required"))

    @property
    def held(self) -> HeldRole:
        """As people carry it."""
        return HeldRole(id=self.id, name=self.name, permissions=self.permissions)
