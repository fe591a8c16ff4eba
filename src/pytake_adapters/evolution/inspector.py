"""Asks an Evolution server how a number is doing, and tests a connection step by step."""

from collections.abc import Callable, Sequence

from pytake_adapters.evolution.api import EvolutionApi
from pytake_adapters.evolution.instances import (
    BUSINESS,
    BUSINESS_REFUSED,
    EVENTS,
    INTEGRATION,
    VERSION_TOO_OLD,
    connection_of,
    instance_of,
    is_recent,
    is_version,
    webhook_of,
)
from pytake_adapters.evolution.link import phone_of
from pytake_adapters.net.body import JSON, word
from pytake_domain.kernel.errors import UpstreamFailed, UpstreamTimedOut
from pytake_domain.whatsapp import (
    FailureCode,
    NumberReport,
    NumberStatus,
    OpenNumber,
    Probe,
    SendFailure,
    WhatsAppNumber,
)

MESSAGES_PER_SECOND = 1
_STATUSES = {
    "open": NumberStatus.CONNECTED,
    "connecting": NumberStatus.PENDING,
    "close": NumberStatus.DISCONNECTED,
}


class EvolutionInspector:
    """Asks about numbers; see NumberInspector. `callback_of` gives the address a number's webhooks should go to."""

    def __init__(self, api: EvolutionApi, *, callback_of: Callable[[WhatsAppNumber], str] | None = None) -> None:
        self._api = api
        self._callback_of = callback_of

    async def probe(self, via: OpenNumber) -> Sequence[Probe]:
        """The connection test, in order; it ends early when the server, the key or the instance is not usable."""
        steps: list[Probe] = []
        for ask in (self._server, self._key, self._instance):
            steps.append(await ask(via))
            if not steps[-1].ok:
                return steps
        return [*steps, await self._connection(via), await self._callback(via)]

    async def report(self, via: OpenNumber) -> NumberReport:
        """Raises UpstreamFailed or UpstreamTimedOut."""
        instance = await instance_of(self._api, via)
        state = instance if isinstance(instance, SendFailure) else await connection_of(self._api, via)
        if isinstance(state, SendFailure):
            if state.code == FailureCode.PROVIDER_SILENT:
                raise UpstreamTimedOut(reason=state.detail)
            raise UpstreamFailed(reason=state.code, provider_code=state.provider_code or "")
        known = instance if isinstance(instance, dict) else {}
        status = _STATUSES.get(state)
        return NumberReport(
            status=status.value if status else state,
            display_phone_number=phone_of(known.get("ownerJid")),
            verified_name=word(known.get("profileName")),
            messages_per_second=MESSAGES_PER_SECOND,
        )

    async def _server(self, via: OpenNumber) -> Probe:
        said = await self._api.get(via, "")
        if isinstance(said, SendFailure):
            return _failed("server", said)
        version = word(said.get("version")) or ""
        if not is_recent(version):
            return _step(
                "server", f"{VERSION_TOO_OLD}: {version}" if is_version(version) else "not_an_evolution_server"
            )
        return Probe(step="server", ok=True, detail=version)

    async def _key(self, via: OpenNumber) -> Probe:
        # Only the server's own key passes here; an instance's does not.
        said = await self._api.post(via, "verify-creds", {})
        return _failed("key", said) if isinstance(said, SendFailure) else _step("key", None)

    async def _instance(self, via: OpenNumber) -> Probe:
        found = await instance_of(self._api, via)
        if isinstance(found, SendFailure):
            return _failed("instance", found)
        if found is None:
            return _step("instance", "instance_missing")
        if found.get("integration") == INTEGRATION:
            return _step("instance", None)
        # Its other channels mix up senders and lose what was chosen.
        business = found.get("integration") == BUSINESS
        return _step("instance", BUSINESS_REFUSED if business else "integration_unusable")

    async def _connection(self, via: OpenNumber) -> Probe:
        state = await connection_of(self._api, via)
        if isinstance(state, SendFailure):
            return _failed("connection", state)
        return _step("connection", None if state == "open" else f"not_connected: {state}")

    async def _callback(self, via: OpenNumber) -> Probe:
        webhook = await webhook_of(self._api, via)
        if isinstance(webhook, SendFailure):
            return _failed("callback", webhook)
        wanted = self._callback_of(via.number) if self._callback_of else None
        return _step("callback", _callback_trouble(webhook, wanted))


def _callback_trouble(webhook: JSON, wanted: str | None) -> str | None:
    url = word(webhook.get("url"))
    if url is None or webhook.get("enabled") is not True:
        return "callback_missing"
    if wanted is not None and url != wanted:
        return "callback_elsewhere"
    events = webhook.get("events")
    if isinstance(events, list) and (deaf := [name for name in EVENTS if name not in events]):
        return f"events_missing: {', '.join(deaf)}"
    return None


def _step(step: str, trouble: str | None) -> Probe:
    return Probe(step=step, ok=trouble is None, detail=trouble or "")


def _failed(step: str, failure: SendFailure) -> Probe:
    return Probe(step=step, ok=False, detail=f"{failure.code}: {failure.detail}".rstrip(": "))
