"""What people agreed to: recorded, shown, withdrawn. The ledger itself is the contacts'."""

from collections.abc import Sequence
from uuid import UUID

from pytake_domain.contacts import ConsentGiven, ConsentProof, Contact, KeepContacts
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ConsentId, ContactId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.privacy.errors import ConsentNotFound
from pytake_domain.privacy.ports import PrivacyWork

WITHDRAWN = "withdrawn"


class KeepConsents:
    """By the permissions of contacts."""

    def __init__(self, *, open_work: OpenWork[PrivacyWork], contacts: KeepContacts) -> None:
        self._open_work = open_work
        self._contacts = contacts

    async def record(self, actor: Actor, contact_id: ContactId, said: ConsentGiven) -> ConsentProof:
        """Raises ContactNotFound, Invalid, StaleVersion."""
        contact = await self._contacts.consent(actor, contact_id, said)
        return await self._latest(actor, contact, said)

    async def of(self, actor: Actor, contact_id: ContactId) -> Sequence[ConsentProof]:
        """All they ever said, newest first. Raises ContactNotFound."""
        return await self._contacts.proofs(actor, contact_id)

    async def withdraw(self, actor: Actor, consent_id: UUID, reason: str = "") -> ConsentProof:
        """A no behind their yes, which stays with its proof. Raises ConsentNotFound, ContactNotFound, StaleVersion."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            proof = await work.consents.find(ConsentId(consent_id))
        if proof is None:
            raise ConsentNotFound
        said = ConsentGiven(purpose=proof.purpose, given=False, source=reason.strip() or WITHDRAWN)
        return await self.record(actor, proof.contact_id, said)

    async def _latest(self, actor: Actor, contact: Contact, said: ConsentGiven) -> ConsentProof:
        proofs = await self._contacts.proofs(actor, contact.id)
        return next(p for p in proofs if p.purpose == said.purpose and p.given is said.given)
