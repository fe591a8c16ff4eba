"""Mail to people: what is sent, why, and the tokens in it."""

import base64
import datetime as dt
import hashlib
import hmac
from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.identity.errors import MailTokenRefused
from pytake_domain.identity.user import User
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed, Secret, SecretUnreadable, Vault

_LONGEST = 1_000
_VERSIONS = 2**31


class MailKind(StrEnum):
    """Why somebody gets mail."""

    RECOVERY = "recovery"
    INVITATION = "invitation"
    VERIFICATION = "verification"
    NOTICE = "notice"

    @property
    def lifetime(self) -> dt.timedelta:
        """How long its link holds; an invitation's ends with the invitation."""
        return {
            MailKind.RECOVERY: dt.timedelta(hours=1),
            MailKind.INVITATION: dt.timedelta(days=7),
            MailKind.VERIFICATION: dt.timedelta(days=3),
            MailKind.NOTICE: dt.timedelta(days=90),
        }[self]


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail. `id` is the same whenever the same errand is run again; `sender_address` None is the installation's;
    `unsubscribe` is an address that a mail program posts to for who wants no more of its kind.
    """

    id: str
    to: str
    subject: str
    text: str
    sender_name: str
    sender_address: str | None = None
    unsubscribe: Secret | None = None


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """The job: who is to be written to, and why. None when nobody is, which takes as long."""

    id: str
    kind: MailKind
    user_id: UserId | None


class _Proof(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UserId
    email: str
    state: bytes
    until: dt.datetime
    about: tuple[str, ...] = ()


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a token that is ours says; whether it still holds is seen when the person is read. `about` narrows what it is for."""

    tenant_id: TenantId
    user_id: UserId
    email: str
    state: bytes
    until: dt.datetime
    about: tuple[str, ...] = ()

    def holds(self, user: User, kind: MailKind, now: dt.datetime) -> bool:
        """Is it in time, of this address, and not used or replaced since?"""
        same = hmac.compare_digest(self.state, _state(user, kind))
        return same and user.active and user.email == self.email and now < self.until


class MailTokens:
    """Tokens that prove that somebody reads an address; sealed, so that nothing has to be stored. What they change ends them."""

    def __init__(self, *, vault: Vault) -> None:
        self._vault = vault

    async def make(self, user: User, kind: MailKind, until: dt.datetime, *, about: tuple[str, ...] = ()) -> Secret:
        """For one person and purpose."""
        proof = _Proof(user_id=user.id, email=user.email, state=_state(user, kind), until=until, about=about)
        sealed = await self._vault.seal(user.tenant_id, _purpose(kind), Secret(msgspec.json.encode(proof).decode()))
        data = base64.urlsafe_b64encode(sealed.data).decode().rstrip("=")
        return Secret(f"{user.tenant_id.hex}.{sealed.key_version}.{data}")

    async def read(self, token: str, kind: MailKind) -> Proof:
        """Raises MailTokenRefused for what is not ours."""
        try:
            tenant, version, data = token[:_LONGEST].split(".")
            tenant_id, key_version = TenantId(UUID(hex=tenant)), int(version)
            raw = base64.urlsafe_b64decode(data.encode("ascii") + b"=" * (-len(data) % 4))
            if not 0 < key_version < _VERSIONS:
                raise MailTokenRefused
            sealed = Sealed(key_version=key_version, data=raw)
            opened = await self._vault.open(tenant_id, _purpose(kind), sealed)
            proof = msgspec.json.decode(opened.reveal(), type=_Proof)
        except (ValueError, SecretUnreadable, msgspec.MsgspecError) as error:
            raise MailTokenRefused from error
        return Proof(tenant_id=tenant_id, **msgspec.structs.asdict(proof))


def _purpose(kind: MailKind) -> str:
    # An invitation and a recovery both choose a password.
    return {MailKind.VERIFICATION: "mail-verify", MailKind.NOTICE: "mail-notice"}.get(kind, "mail-password")


def _state(user: User, kind: MailKind) -> bytes:
    """What its use changes: of a password the password, or an invitation that is newer; of an address that it is verified."""
    if kind is MailKind.NOTICE:
        # Nothing but another address ends it: wanting less mail once more changes nothing.
        text = user.email.encode()
    elif kind is MailKind.VERIFICATION:
        text = f"{user.email}\0{user.email_verified}".encode()
    else:
        text = user.password_hash.reveal().encode() + b"\0" + (user.invitation_hash or b"")
    return hashlib.sha256(text).digest()
