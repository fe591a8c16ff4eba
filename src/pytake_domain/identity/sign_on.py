"""Single sign-on by OpenID Connect: a company's own provider says who somebody is."""

import base64
import datetime as dt
import hashlib
import re
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import msgspec

from pytake_domain.identity.tenant import DOMAIN
from pytake_domain.identity.user import Role
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed

PURPOSE = "sign-on"
LIFETIME = dt.timedelta(minutes=10)
"""How long somebody may be at their provider."""
HANDOVER = dt.timedelta(minutes=1)
"""How long the console may take to fetch the session that a sign-on led to."""
RANDOM_BYTES = 32
URL_MOST = 300
CLIENT_MOST = 255
SECRET_MOST = 1_000
DOMAINS_MOST = 20
_CLIENT = re.compile(r"[!-~]+")


class SignOn(msgspec.Struct, frozen=True, kw_only=True):
    """A company's settings. Who comes for the first time is known by an address at one of `domains` that the provider verified;
    with `creates`, who is not there is added as `role` (a built-in one by name, or one of the company's own by its id).
    `enforced`: all but administrators come by it alone.
    """

    tenant_id: TenantId
    issuer: str
    client_id: str
    secret: Sealed
    updated_at: dt.datetime
    domains: tuple[str, ...] = ()
    role: str = Role.AGENT.value
    creates: bool = False
    enforced: bool = False

    def __post_init__(self) -> None:
        if not _is_issuer(self.issuer):
            raise Invalid(Problem(field="issuer", code="not_a_link"))
        if len(self.client_id) > CLIENT_MOST or not _CLIENT.fullmatch(self.client_id):
            raise Invalid(Problem(field="client_id", code="length", params={"least": 1, "most": CLIENT_MOST}))
        if not 1 <= len(self.domains) <= DOMAINS_MOST:
            raise Invalid(Problem(field="domains", code="length", params={"least": 1, "most": DOMAINS_MOST}))
        if any(not DOMAIN.fullmatch(each) for each in self.domains):
            raise Invalid(Problem(field="domains", code="not_a_domain"))

    def admits(self, email: str) -> bool:
        """Is the address, in its one spelling, at a domain of the company's?"""
        return email.rpartition("@")[2] in self.domains


class ProviderPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Where a provider does what."""

    authorization: str
    token: str


class CodeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a code is redeemed with, and what its answer has to be about."""

    issuer: str
    client_id: str
    code: str
    verifier: str
    redirect_uri: str
    nonce: str


class ProviderIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is, proven. `issuer` and `subject` stay theirs; an address may change."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    name: str = ""


class SignOnAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered while somebody is at their provider. `binding` is the hash of what their browser keeps."""

    tenant_id: TenantId
    nonce: str
    verifier: str
    redirect_uri: str
    binding: bytes


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody came back, and the console may fetch their session once."""

    tenant_id: TenantId
    user_id: UserId
    binding: bytes


def key_of(kind: str, random: str) -> bytes:
    """What something random is found by."""
    return hashlib.sha256(f"sign-on {kind}\0{random}".encode("utf-8", "surrogatepass")).digest()


def authorization_url(places: ProviderPlaces, settings: SignOn, attempt: SignOnAttempt, state: str) -> str:
    """Where somebody is sent: the code flow, with PKCE (S256) and a nonce."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": attempt.redirect_uri,
        "scope": "openid email profile",
        "state": state,
        "nonce": attempt.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{places.authorization}{'&' if '?' in places.authorization else '?'}{urlencode(asked)}"


def role_of_text(text: str) -> Role | UUID:
    """A built-in role, or the id of one of the company's own. Raises Invalid."""
    choices = ", ".join(role.value for role in Role if role is not Role.CUSTOM)
    if text in choices.split(", "):
        return Role(text)
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(Problem(field="role", code="not_a_choice", params={"choices": choices})) from error


def _is_issuer(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = (
        parts.scheme in ("https", "http") and parts.hostname and not (parts.query or parts.fragment or parts.username)
    )
    return (
        bool(plain)
        and port != 0
        and len(text) <= URL_MOST
        and text.isascii()
        and text.isprintable()
        and " " not in text
    )
