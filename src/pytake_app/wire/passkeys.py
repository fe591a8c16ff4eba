"""Shapes of passkeys; what goes to the browser is that of WebAuthn level 3, with its names."""

import datetime as dt
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.identity import ALGORITHMS, Passkey, PasskeyAsked, RelyingParty, User

MILLISECONDS = 300_000


class PasskeyOut(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's passkeys. `host`: where it works; `synced`: it may lie on several devices; `backed_up`: it does."""

    id: UUID
    name: str
    host: str
    synced: bool
    backed_up: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None


class PasskeyBeginIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Adding one asks for the password."""

    password: str


class PasskeyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`credential`: what `navigator.credentials.create` gave, as its `toJSON` has it; `attempt`: as it was answered."""

    attempt: str
    credential: dict[str, Any]
    name: str


class PasskeyNameIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another name."""

    name: str


class PasskeyOffIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Removing one asks for the password."""

    password: str


class PasskeyDoorIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`mfa_token`: as the login answered it, where a passkey is shown after the password."""

    mfa_token: str | None = None


class PasskeyShownIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`credential`: what `navigator.credentials.get` gave, as its `toJSON` has it; `cookie` as of the login."""

    attempt: str
    credential: dict[str, Any]
    cookie: bool = False


class _Camel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Named as browsers name it."""


class DescriptorOut(_Camel, frozen=True, kw_only=True):
    """A passkey that is known; `id` in base64url."""

    id: str
    transports: list[str]
    type: str = "public-key"


class RelyingPartyOut(_Camel, frozen=True, kw_only=True):
    """Whose it will be."""

    id: str
    name: str


class PasskeyUserOut(_Camel, frozen=True, kw_only=True):
    """Who it will stand for."""

    id: str
    name: str
    display_name: str


class ParameterOut(_Camel, frozen=True, kw_only=True):
    """An algorithm that will do, by its number at COSE."""

    alg: int
    type: str = "public-key"


class SelectionOut(_Camel, frozen=True, kw_only=True):
    """What the device has to be able to do."""

    resident_key: str = "required"
    require_resident_key: bool = True
    user_verification: str = "required"


class CreationOut(_Camel, frozen=True, kw_only=True):
    """PublicKeyCredentialCreationOptionsJSON."""

    rp: RelyingPartyOut
    user: PasskeyUserOut
    challenge: str
    pub_key_cred_params: list[ParameterOut]
    exclude_credentials: list[DescriptorOut]
    timeout: int = MILLISECONDS
    authenticator_selection: SelectionOut = SelectionOut()
    attestation: str = "none"


class RequestOut(_Camel, frozen=True, kw_only=True):
    """PublicKeyCredentialRequestOptionsJSON; without `allowCredentials` the person chooses."""

    rp_id: str
    challenge: str
    allow_credentials: list[DescriptorOut]
    timeout: int = MILLISECONDS
    user_verification: str = "required"


class PasskeyBegunOut(msgspec.Struct, frozen=True, kw_only=True):
    """For `navigator.credentials.create`; `attempt` comes back with its answer, within five minutes."""

    attempt: str
    options: CreationOut


class PasskeyAskedOut(msgspec.Struct, frozen=True, kw_only=True):
    """For `navigator.credentials.get`; `attempt` comes back with its answer, within five minutes."""

    attempt: str
    options: RequestOut


def passkey_out(passkey: Passkey) -> PasskeyOut:
    """As the contract shows it."""
    return PasskeyOut(
        id=passkey.id,
        name=passkey.name,
        host=passkey.host,
        synced=passkey.synced,
        backed_up=passkey.backed_up,
        created_at=passkey.created_at,
        last_used_at=passkey.used_at,
    )


def begun_out(user: User, place: RelyingParty, asked: PasskeyAsked) -> PasskeyBegunOut:
    """What a device makes a passkey of."""
    options = CreationOut(
        rp=RelyingPartyOut(id=place.id, name=place.name),
        user=PasskeyUserOut(id=_text(user.id.bytes), name=user.email, display_name=user.name),
        challenge=_text(asked.challenge),
        pub_key_cred_params=[ParameterOut(alg=alg) for alg in ALGORITHMS],
        exclude_credentials=_known(asked),
    )
    return PasskeyBegunOut(attempt=asked.attempt.reveal(), options=options)


def asked_out(asked: PasskeyAsked) -> PasskeyAskedOut:
    """What a device is asked for."""
    options = RequestOut(rp_id=asked.host, challenge=_text(asked.challenge), allow_credentials=_known(asked))
    return PasskeyAskedOut(attempt=asked.attempt.reveal(), options=options)


def _known(asked: PasskeyAsked) -> list[DescriptorOut]:
    return [DescriptorOut(id=_text(known), transports=list(transports)) for known, transports in asked.known]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
