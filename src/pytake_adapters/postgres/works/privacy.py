"""What is known of people, and who looked."""

from functools import cached_property

from pytake_adapters.postgres.audit_trail import PostgresAuditTrail
from pytake_adapters.postgres.people import PostgresConsents
from pytake_adapters.postgres.refusals import PostgresRefusals
from pytake_adapters.postgres.subject_requests import PostgresRetention, PostgresSubjectRequests
from pytake_adapters.postgres.subjects import PostgresSubjects
from pytake_adapters.postgres.works.bound import Bound


class PrivacyRepositories(Bound):
    """What is known of people, and who looked."""

    @cached_property
    def subjects(self) -> PostgresSubjects:
        """What is known of people."""
        return PostgresSubjects(self.tenant_id, self.raw, self._config.fields)

    @cached_property
    def refusals(self) -> PostgresRefusals:
        """Noes that outlive them."""
        return PostgresRefusals(self.tenant_id, self.raw, self._config.marks)

    @cached_property
    def subject_requests(self) -> PostgresSubjectRequests:
        """What they asked for."""
        return PostgresSubjectRequests(self.tenant_id, self.raw)

    @cached_property
    def retention(self) -> PostgresRetention:
        """How long what is kept."""
        return PostgresRetention(self.tenant_id, self.raw)

    @cached_property
    def audit_trail(self) -> PostgresAuditTrail:
        """Who read and changed what."""
        return PostgresAuditTrail(self.tenant_id, self.raw)

    @cached_property
    def consents(self) -> PostgresConsents:
        """What contacts agreed to."""
        return PostgresConsents(self.tenant_id, self.raw)
