"""One webhook taken apart, element by element: what can't be read is parked and takes nothing else with it."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pytake_adapters.evolution import inbound, link, statuses
from pytake_adapters.evolution.codings import tidy
from pytake_adapters.evolution.inbound import Scope, Unreadable
from pytake_adapters.evolution.jids import Jid
from pytake_adapters.net.body import JSON, NotJson, parse, raw, word
from pytake_domain.whatsapp import Parked, ProviderEvent, Reading

ElementReader = Callable[[Scope, JSON], ProviderEvent | Sequence[ProviderEvent]]

_TOKEN = re.compile(rb'("apikey"\s*:\s*)"(?:[^"\\]|\\.)*+"?', re.DOTALL)

_READERS: Mapping[str, ElementReader] = MappingProxyType(
    {
        "messages.upsert": inbound.message,
        "messages.set": inbound.past_message,
        "messages.edited": inbound.rewritten,
        "messages.delete": inbound.deleted,
        "messages.update": statuses.update,
        "connection.update": link.connection,
        "status.instance": link.ended,
        "logout.instance": link.ended,
        "remove.instance": link.ended,
        "qrcode.updated": link.pairing,
        "contacts.upsert": link.contact,
        "contacts.update": link.contact,
        "group-participants.update": link.members,
        "call": link.call,
    }
)
"""Who reads an element of which news; elements of other news are kept as they came."""

_SAYS_ALL = frozenset({"logout.instance", "remove.instance"})
"""News that need no data."""


class BodyReading:
    """Gathers what one body says."""

    def __init__(self, received_at: dt.datetime) -> None:
        self._received_at = received_at
        self._events: list[ProviderEvent] = []
        self._parked: list[Parked] = []

    def read(self, body: bytes) -> Reading:
        """Everything, in its order."""
        try:
            document, too_deep = parse(body)
        except NotJson:
            return Reading(parked=(Parked(reason="not_json", raw=redacted(body)),))
        self._parked += (Parked(reason="nested_too_deeply", raw=redacted(piece)) for piece in too_deep)
        event = word(document.get("event")) if type(document) is dict else None
        if type(document) is not dict or event is None or "data" not in document:
            self._park("no_event", document)
        else:
            # The same names come in two spellings, of instances and of the server's own settings.
            name = event.lower().replace("_", ".")
            self._news(Scope(event=name, at=self._received_at, own=Jid.read(document.get("sender"))), document["data"])
        return Reading(events=tuple(self._events), parked=tuple(self._parked))

    def _news(self, scope: Scope, data: object) -> None:
        """The same news brings one element, a list of them, or nothing."""
        read = _READERS.get(scope.event, Scope.other)
        if data is None and scope.event in _SAYS_ALL:
            data = {}
        for element in data if type(data) is list else [data]:
            if type(element) is dict:
                self._element(scope, element, read)
            elif read is Scope.other:
                self._events.append(scope.other({} if element is None else {"value": element}))
            else:
                self._park("not_an_object", element)

    def _element(self, scope: Scope, element: JSON, read: ElementReader) -> None:
        try:
            said = read(scope, element)
        except Unreadable as missing:
            self._park(str(missing), element)
        except Exception as bug:  # noqa: BLE001  whatever is wrong with one element, the others go on
            self._park(f"{type(bug).__name__}: {bug}", element)
        else:
            self._events += said if isinstance(said, Sequence) else (said,)

    def _park(self, reason: str, element: object) -> None:
        self._parked.append(Parked(reason=reason, raw=raw(tidy(element))))


def redacted(body: bytes) -> bytes:
    """Without the server's token, which stands in every envelope."""
    return _TOKEN.sub(rb"\1null", body)
