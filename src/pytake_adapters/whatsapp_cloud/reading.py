"""One webhook taken apart, element by element: what can't be read is parked and takes nothing else with it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from pytake_adapters.whatsapp_cloud import account, inbound, statuses, threads
from pytake_adapters.whatsapp_cloud.body import JSON, NotJson, parse, raw
from pytake_adapters.whatsapp_cloud.scope import Scope, Unreadable, moment, part, route_of, word
from pytake_domain.whatsapp import (
    AddressesChanged,
    ErrorReported,
    IdentityChanged,
    Parked,
    ProviderEvent,
    Reading,
    Route,
)

ElementReader = Callable[[Scope, JSON], ProviderEvent | None]

_SURROUNDINGS = frozenset({"messaging_product", "metadata", "contacts"})
_PEOPLE_FIRST = (AddressesChanged, IdentityChanged)
_NOWHERE = Route()

_LISTS: Mapping[str, Mapping[str, ElementReader]] = MappingProxyType(
    {
        "messages": {"messages": inbound.message, "statuses": statuses.status},
        "standby": {
            "messages": inbound.message,
            "message_echoes": threads.standby_echo,
            "statuses": statuses.status,
        },
        "smb_message_echoes": {"message_echoes": threads.echo},
        "smb_app_state_sync": {"state_sync": threads.synced_contact},
        "calls": {"calls": threads.call, "statuses": statuses.call_status},
        "user_preferences": {"user_preferences": inbound.preference},
        "history": {"messages": threads.past_media},
        "group_lifecycle_update": {},
        "group_participants_update": {},
        "group_settings_update": {},
        "group_status_update": {},
        "automatic_events": {},
        "tracking_events": {},
    }
)
"""Fields whose values hold lists of elements, and who reads which; elements of other lists are kept as they came."""


class BodyReading:
    """Gathers what one body says."""

    def __init__(self, received_at: dt.datetime) -> None:
        self._received_at = received_at
        self._first: list[ProviderEvent] = []
        self._events: list[ProviderEvent] = []
        self._parked: list[Parked] = []

    def read(self, body: bytes) -> Reading:
        """Everything, in the order in which it should take effect."""
        try:
            document, too_deep = parse(body)
        except NotJson:
            return Reading(parked=(Parked(reason="not_json", raw=body),))
        self._parked += (Parked(reason="nested_too_deeply", raw=piece) for piece in too_deep)
        entries = document.get("entry") if type(document) is dict else None
        if type(entries) is list:
            for entry in entries:
                self._entry(entry)
        else:
            self._park("no_entries", document, _NOWHERE)
        return Reading(events=(*self._first, *self._events), parked=tuple(self._parked))

    def _entry(self, entry: object) -> None:
        changes = entry.get("changes") if type(entry) is dict else None
        if type(entry) is not dict or type(changes) is not list:
            self._park("no_changes", entry, _NOWHERE)
            return
        at = moment(entry.get("time"), self._received_at)
        for change in changes:
            value = change.get("value") if type(change) is dict else None
            if type(value) is not dict:
                self._park("no_value", change, route_of(entry.get("id"), {}))
                continue
            field = word(change.get("field")) or word(value.get("field")) or "unknown"
            scope = Scope(route=route_of(entry.get("id"), value), at=at, field=field, value=value)
            self._isolated(scope, value, self._change)

    def _change(self, scope: Scope, value: JSON) -> None:
        match scope.field:
            case field if (readers := _LISTS.get(field)) is not None:
                self._lists(scope, value, readers)
            case field if field in account.TEMPLATE_FIELDS:
                self._add(account.template_changed(scope, value))
            case field if field in account.NUMBER_FIELDS:
                self._add(account.number_changed(scope, value))
            case field if field in account.ACCOUNT_FIELDS:
                self._add(account.account_changed(scope, value))
            case "messaging_handovers":
                self._add(threads.handover(scope, value) or account.other(scope, value))
            case _:
                self._add(account.other(scope, value))

    def _lists(self, scope: Scope, value: JSON, readers: Mapping[str, ElementReader]) -> None:
        if scope.field == "standby":
            value = part(value, "standby") or value
            scope.standby = True
            scope.meet(value)
        said = False
        for key, elements in value.items():
            if key in _SURROUNDINGS:
                continue
            if type(elements) is not list:
                # A scalar beside the lists is colour; where a list belongs, it is an element that can't be read.
                if elements is not None and (key in readers or type(elements) is dict):
                    self._park("not_a_list", elements, scope.route)
                    said = True
                continue
            said = True
            if key == "errors":
                self._errors(scope, elements)
            elif key == "history":
                self._history(scope, elements)
            else:
                self._elements(scope, elements, readers.get(key) or _kept_under(key))
        if not said:
            self._add(account.other(scope, value))

    def _elements(self, scope: Scope, elements: object, read: ElementReader) -> None:
        def keep(scope: Scope, element: JSON) -> None:
            self._add(read(scope, element) or account.other(scope, element))

        for element in self._objects(scope, elements):
            self._isolated(scope, element, keep)

    def _errors(self, scope: Scope, elements: object) -> None:
        errors = tuple(statuses.provider_error(error) for error in self._objects(scope, elements))
        if errors:
            self._add(ErrorReported(route=scope.route, at=scope.at, errors=errors))

    def _history(self, scope: Scope, chunks: object) -> None:
        for chunk in self._objects(scope, chunks):
            if chunk.get("errors") is None and chunk.get("threads") is None:
                self._add(account.other(scope, chunk))
            self._errors(scope, chunk.get("errors"))
            for thread in self._objects(scope, chunk.get("threads")):
                if thread.get("messages") is None:
                    self._park("no_messages", thread, scope.route)
                self._elements(scope, thread.get("messages"), threads.past_message_of(thread))

    def _objects(self, scope: Scope, elements: object) -> Iterator[JSON]:
        if elements is None:
            return
        if type(elements) is not list:
            self._park("not_a_list", elements, scope.route)
            return
        for element in elements:
            if type(element) is dict:
                yield element
            else:
                self._park("not_an_object", element, scope.route)

    def _isolated(self, scope: Scope, element: JSON, read: Callable[[Scope, JSON], None]) -> None:
        try:
            read(scope, element)
        except Unreadable as missing:
            self._park(str(missing), element, scope.route)
        except Exception as bug:  # noqa: BLE001  whatever is wrong with one element, the others go on
            self._park(f"{type(bug).__name__}: {bug}", element, scope.route)

    def _add(self, event: ProviderEvent) -> None:
        (self._first if isinstance(event, _PEOPLE_FIRST) else self._events).append(event)

    def _park(self, reason: str, element: object, route: Route) -> None:
        self._parked.append(Parked(reason=reason, raw=raw(element), route=route))


def _kept_under(key: str) -> ElementReader:
    return lambda scope, element: account.other(scope, element, key if scope.field == "messages" else None)
