"""Webhooks are verified and made durable; nothing else happens before the provider hears 200."""

import hmac
from collections.abc import Mapping, Sequence

from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.whatsapp.errors import HandshakeRefused, NumberNotFound, SecretUnreadable, SignatureWrong
from pytake_domain.whatsapp.number import ApiType
from pytake_domain.whatsapp.ports import Inbox, NumberLookup, OpenNumber, Owner, ProviderDirectory, RawWebhook


class AcceptWebhooks:
    """The way in of every provider's news."""

    def __init__(
        self,
        *,
        providers: ProviderDirectory,
        lookup: NumberLookup,
        inbox: Inbox,
        clock: Clock,
        handshake_token: Secret | None = None,
    ) -> None:
        self._providers = providers
        self._lookup = lookup
        self._inbox = inbox
        self._clock = clock
        self._handshake_token = handshake_token

    async def accept(self, headers: Mapping[str, str], body: bytes, *, number_id: NumberId | None = None) -> int:
        """Store a webhook for every tenant whose numbers it names and whose app secret signed it; returns how many.

        Raises SignatureWrong (nothing is stored), NumberNotFound for an unknown callback address, Unavailable when it can't
        be made durable: the provider repeats it then.
        """
        owners = await self._owners(body, number_id)
        signed = [owner for owner in owners if await self._signed(owner, headers, body)]
        if not signed:
            raise SignatureWrong
        now = self._clock.now()
        first = {owner.tenant_id: owner for owner in reversed(signed)}
        webhooks = [
            RawWebhook(
                tenant_id=tenant_id,
                number_id=owner.number.id,
                api_type=owner.number.api_type,
                body=self._cleaned(owner, body),
                received_at=now,
            )
            for tenant_id, owner in first.items()
        ]
        await self._inbox.put(*webhooks)
        return len(webhooks)

    def _cleaned(self, owner: Owner, body: bytes) -> bytes:
        """Without secrets that the provider writes into its bodies."""
        clean = getattr(self._providers.of(owner.number.api_type).reader, "clean", None)
        return body if clean is None else bytes(clean(body))

    async def _owners(self, body: bytes, number_id: NumberId | None) -> Sequence[Owner]:
        if number_id is None:
            routes = self._providers.of(ApiType.OFFICIAL).reader.names(body)
            return await self._lookup.by_route(routes)
        owner = await self._lookup.by_id(number_id)
        if owner is None:
            raise NumberNotFound
        return [owner]

    async def _signed(self, owner: Owner, headers: Mapping[str, str], body: bytes) -> bool:
        try:
            opened = await self._lookup.opened(owner)
        except SecretUnreadable:
            return False
        secret = _signing_secret(opened)
        return secret is not None and self._providers.of(owner.number.api_type).reader.verify(headers, body, secret)

    async def handshake(self, mode: str, token: str, challenge: str, *, number_id: NumberId | None = None) -> str:
        """The challenge, for who knows the verify token. Raises HandshakeRefused."""
        expected = self._handshake_token.reveal() if self._handshake_token else ""
        if number_id is not None:
            owner = await self._lookup.by_id(number_id)
            expected = owner.number.webhook_verify_token if owner else ""
        if mode != "subscribe" or not expected or not hmac.compare_digest(expected.encode(), token.encode()):
            raise HandshakeRefused
        return challenge


def _signing_secret(opened: OpenNumber) -> Secret | None:
    """The app's secret; servers that know none of their own sign with the one we made, or with their key."""
    if opened.number.api_type is ApiType.OFFICIAL:
        return opened.app_secret
    return opened.app_secret or opened.evolution_api_key
