"""The link between the number and the server, the people it knows, and calls."""

import datetime as dt
from collections.abc import Sequence

from pytake_adapters.evolution.codings import number, tidy
from pytake_adapters.evolution.inbound import Scope, Unreadable
from pytake_adapters.evolution.jids import Jid, linked, people
from pytake_adapters.net.body import JSON, identifier, part, parts, word
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import (
    AddressesLinked,
    CallHappened,
    ConnectionChanged,
    ContactSynced,
    PairingOffered,
    ProviderEvent,
)

_CLOSED = "closed"
_STATES = {"close": _CLOSED}


def state_of(said: str) -> str:
    """The server's word for a connection in ours: connecting, open, closed or refused."""
    return _STATES.get(said, said)


def connection(scope: Scope, element: JSON) -> ConnectionChanged:
    """`connection.update`. Raises Unreadable when it names no state."""
    said = word(element.get("state"))
    if said is None:
        raise Unreadable("no_state")
    return ConnectionChanged(
        route=scope.route,
        at=scope.at,
        state=state_of(said),
        code=number(element.get("statusReason")),
        phone=phone_of(element.get("wuid")),
        profile_name=word(element.get("profileName")),
    )


def ended(scope: Scope, element: JSON) -> ConnectionChanged:
    """`status.instance`, `logout.instance` and `remove.instance`: the link is over, in whatever order they come."""
    return ConnectionChanged(
        route=scope.route,
        at=_date(element.get("disconnectionAt"), scope.at),
        state=_CLOSED,
        code=number(element.get("disconnectionReasonCode")),
    )


def pairing(scope: Scope, element: JSON) -> PairingOffered:
    """`qrcode.updated`: a code to scan or to type, or that no more will come."""
    offered = part(element, "qrcode")
    if not offered:
        return PairingOffered(route=scope.route, at=scope.at, ended=True)
    return PairingOffered(
        route=scope.route,
        at=scope.at,
        text=word(offered.get("code")),
        picture=word(offered.get("base64")),
        pairing_code=word(offered.get("pairingCode")),
    )


def contact(scope: Scope, element: JSON) -> ProviderEvent:
    """One element of `contacts.upsert` and `contacts.update`; one that says nothing of a person is other news."""
    person = people(*(element.get(name) for name in ("remoteJid", "remoteJidAlt", "phoneNumber", "lid")))
    named = word(element.get("pushName"))
    name = None if named is not None and any(named == address.value for address in person) else named
    if linked(person):
        return AddressesLinked(route=scope.route, at=scope.at, person=person, name=name)
    if not person or name is None:
        return scope.other(element)
    return ContactSynced(route=scope.route, at=scope.at, person=person, name=name)


def members(scope: Scope, element: JSON) -> Sequence[ProviderEvent]:
    """`group-participants.update`: the one place that tells reliably which telephone a hidden identity is."""
    pairs = [people(member.get("id"), member.get("phoneNumber")) for member in parts(element, "participants")]
    pairs += [people(data.get("jid"), data.get("phoneNumber")) for data in parts(element, "participantsData")]
    pairs.append(people(element.get("author"), element.get("authorPn")))
    found: dict[tuple[Address, ...], None] = dict.fromkeys(pair for pair in pairs if linked(pair))
    events = [AddressesLinked(route=scope.route, at=scope.at, person=person) for person in found]
    return events or [scope.other(element)]


def call(scope: Scope, element: JSON) -> CallHappened:
    """One element of `call`. Raises Unreadable when it has no id or says nothing."""
    call_id, said = identifier(element.get("id")), word(element.get("status"))
    if call_id is None or said is None:
        raise Unreadable("no_id" if call_id is None else "no_event")
    inbound = scope.own is None or Jid.read(element.get("from")) != scope.own
    who = ("from", "chatId") if inbound else ("chatId",)
    return CallHappened(
        route=scope.route,
        at=_date(element.get("date"), scope.at),
        id=call_id,
        event=said.lower(),
        customer=people(*(element.get(name) for name in who)),
        inbound=inbound,
        data=tidy(element),
    )


def phone_of(jid: object) -> str | None:
    """The telephone (E.164) of a JID that has one."""
    return next((address.value for address in people(jid) if address.kind is AddressKind.PHONE), None)


def _date(value: object, otherwise: dt.datetime) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(word(value) or "")
        # At either end of the calendar there is no such moment in UTC.
        return found.astimezone(dt.UTC) if found.tzinfo is not None else otherwise
    except (ValueError, OverflowError):
        return otherwise
