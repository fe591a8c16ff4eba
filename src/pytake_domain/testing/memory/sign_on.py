"""Single sign-on in memory: settings, links, and a provider that believes its own codes."""

import base64
import datetime as dt
import hashlib
import itertools
from collections.abc import MutableMapping
from urllib.parse import parse_qs, urlsplit

from pytake_domain.identity import (
    CodeAnswer,
    ProviderIdentity,
    ProviderPlaces,
    SignOn,
    SignOnProviderFailed,
    SignOnRefused,
)
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Secret


class MemorySignOn:
    """See SignOnRepository."""

    def __init__(
        self,
        tenant_id: TenantId,
        settings: MutableMapping[TenantId, SignOn],
        links: MutableMapping[tuple[TenantId, str, str], UserId],
    ) -> None:
        self._tenant_id = tenant_id
        self._settings = settings
        self._links = links

    async def find(self, *, lock: bool = False) -> SignOn | None:  # noqa: ARG002  one work at a time
        """See the port."""
        return self._settings.get(self._tenant_id)

    async def put(self, settings: SignOn) -> None:
        """See the port."""
        self._settings[self._tenant_id] = settings

    async def remove(self) -> None:
        """See the port."""
        self._settings.pop(self._tenant_id, None)
        for key in [key for key in self._links if key[0] == self._tenant_id]:
            del self._links[key]

    async def linked(self, issuer: str, subject: str) -> UserId | None:
        """See the port."""
        return self._links.get((self._tenant_id, issuer, subject))

    async def link(self, issuer: str, subject: str, user_id: UserId, at: dt.datetime) -> None:  # noqa: ARG002  not shown
        """See the port."""
        same = [key for key, who in self._links.items() if key[:2] == (self._tenant_id, issuer) and who == user_id]
        for key in same:
            del self._links[key]
        self._links[self._tenant_id, issuer, subject] = user_id

    async def unlink(self, user_id: UserId) -> None:
        """See the port."""
        for key in [key for key, who in self._links.items() if key[0] == self._tenant_id and who == user_id]:
            del self._links[key]


class MemoryOpenIdProviders:
    """See OpenIdProviders: one provider for every issuer, where `authorize` is what a browser does."""

    def __init__(self) -> None:
        self.away = False
        self.secret = "segredo-do-cliente"
        self._codes: dict[str, tuple[dict[str, list[str]], ProviderIdentity]] = {}
        self._numbers = itertools.count(1)

    async def places(self, issuer: str) -> ProviderPlaces:
        """See the port."""
        if self.away:
            raise SignOnProviderFailed(reason="unreachable")
        return ProviderPlaces(authorization=f"{issuer}/authorize", token=f"{issuer}/token")

    def authorize(self, url: str, identity: ProviderIdentity) -> tuple[str, str]:
        """Somebody signs in there: the code and the state that come back."""
        asked = parse_qs(urlsplit(url).query)
        code = f"code{next(self._numbers)}"
        self._codes[code] = (asked, identity)
        return code, asked["state"][0]

    async def redeem(self, answer: CodeAnswer, secret: Secret, now: dt.datetime) -> ProviderIdentity:  # noqa: ARG002  timeless
        """See the port."""
        asked, identity = self._codes.pop(answer.code, (None, None))
        if asked is None or identity is None or secret.reveal() != self.secret:
            raise SignOnRefused(reason="code")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(answer.verifier.encode()).digest()).rstrip(b"=").decode()
        right = {"code_challenge": challenge, "redirect_uri": answer.redirect_uri, "client_id": answer.client_id}
        if any(asked[name] != [value] for name, value in right.items()):
            raise SignOnRefused(reason="code")
        if asked["nonce"] != [answer.nonce]:
            raise SignOnRefused(reason="nonce")
        if identity.issuer != answer.issuer:
            raise SignOnRefused(reason="issuer")
        return identity
