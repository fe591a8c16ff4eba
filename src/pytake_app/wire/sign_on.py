"""Shapes of a company's own sign-on."""

import datetime as dt

import msgspec

from pytake_domain.identity import ProviderPlaces, SignOn, SignOnDraft
from pytake_domain.kernel.secrets import Secret


class SignOnIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An OpenID provider. `client_secret` left out stays, as long as the issuer does. `role` is that of people who are added: a
    built-in one by name, or one of the company's own by its id.
    """

    issuer: str
    client_id: str
    domains: list[str]
    client_secret: str | None = None
    role: str = "agent"
    create_people: bool = False
    enforced: bool = False


class SignOnOut(msgspec.Struct, frozen=True, kw_only=True):
    """A company's own sign-on, without its secret. `redirect_uri` is what the provider has to allow, `start` where it begins."""

    issuer: str
    client_id: str
    domains: list[str]
    role: str
    create_people: bool
    enforced: bool
    redirect_uri: str
    start: str
    updated_at: dt.datetime


class SignOnCheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says of itself."""

    authorization_endpoint: str
    token_endpoint: str


class ExchangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that came with the way back, worth once; `cookie` as of the login."""

    code: str
    cookie: bool = False


def draft_of(given: SignOnIn) -> SignOnDraft:
    """As the domain has it."""
    return SignOnDraft(
        issuer=given.issuer,
        client_id=given.client_id,
        secret=Secret(given.client_secret) if given.client_secret else None,
        domains=tuple(given.domains),
        role=given.role,
        creates=given.create_people,
        enforced=given.enforced,
    )


def sign_on_out(settings: SignOn, *, redirect_uri: str, start: str) -> SignOnOut:
    """As the contract shows it."""
    return SignOnOut(
        issuer=settings.issuer,
        client_id=settings.client_id,
        domains=list(settings.domains),
        role=settings.role,
        create_people=settings.creates,
        enforced=settings.enforced,
        redirect_uri=redirect_uri,
        start=start,
        updated_at=settings.updated_at,
    )


def check_out(places: ProviderPlaces) -> SignOnCheckOut:
    """As the contract shows it."""
    return SignOnCheckOut(authorization_endpoint=places.authorization, token_endpoint=places.token)
