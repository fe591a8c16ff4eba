"""What single sign-on needs from outside."""

import datetime as dt
from typing import Protocol

from pytake_domain.identity.sign_on import CodeAnswer, ProviderIdentity, ProviderPlaces, SignOn
from pytake_domain.kernel.ids import UserId
from pytake_domain.kernel.secrets import Secret


class SignOnRepository(Protocol):
    """A tenant's settings, and who of its people is who at the provider; inside a work."""

    async def find(self, *, lock: bool = False) -> SignOn | None:
        """The tenant's settings; locked, nobody else changes them meanwhile."""
        ...

    async def put(self, settings: SignOn) -> None:
        """Over those there are."""
        ...

    async def remove(self) -> None:
        """The settings and all links."""
        ...

    async def linked(self, issuer: str, subject: str) -> UserId | None:
        """Who of the tenant's people somebody at a provider is."""
        ...

    async def link(self, issuer: str, subject: str, user_id: UserId, at: dt.datetime) -> None:
        """They are. Somebody is one at a provider: another subject of theirs takes the place of the first."""
        ...

    async def unlink(self, user_id: UserId) -> None:
        """They are nobody at any provider any more."""
        ...


class OpenIdProviders(Protocol):
    """Companies' providers. Raises SignOnProviderFailed for one that is away or does not keep to the protocol."""

    async def places(self, issuer: str) -> ProviderPlaces:
        """What the provider says of itself, asked again after an hour."""
        ...

    async def redeem(self, answer: CodeAnswer, secret: Secret, now: dt.datetime) -> ProviderIdentity:
        """The code for a proof of who it is: signed by the issuer with a key of its own, for this client and nonce, in time.

        Raises SignOnRefused for a code or a proof that is not so.
        """
        ...
