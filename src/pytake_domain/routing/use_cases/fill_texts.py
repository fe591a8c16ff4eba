"""Variables in what somebody writes: which there are in a conversation, and the text with them filled in."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConversationId
from pytake_domain.kernel.time import Clock, zone_names
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import ConversationNotFound, may_see
from pytake_domain.routing.canned_reply import TEXT_MOST, VARIABLES, Texts
from pytake_domain.routing.ports import RoutingWork

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_OFFERED = ("contact", "agent", "company", "conversation", "today")


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """One that a text may use here, and what it would say."""

    name: str
    value: str


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the variables of a text are in a conversation, and the language it is written in."""

    values: Mapping[str, object]
    language: str


class FillTexts:
    """As canned replies are filled; nothing is sent."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], texts: Texts, clock: Clock) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock

    async def variables(self, actor: Actor, conversation_id: ConversationId) -> Sequence[Variable]:
        """The contact's first; those whose name a text can call. Raises ConversationNotFound."""
        actor.require(Permission.WRITE_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            here = await surroundings(work, actor, conversation_id, self._clock.now())
        return [
            Variable(
                name=name, value=self._texts.fill("text", f"{{{{ {name} }}}}", here.values, language=here.language)
            )
            for name in _names(here.values)
        ]

    async def fill(self, actor: Actor, conversation_id: ConversationId, text: str) -> str:
        """Raises ConversationNotFound, and Invalid for a mistake and for a variable that is not there."""
        actor.require(Permission.WRITE_MESSAGES)
        if not text.strip() or len(text) > TEXT_MOST:
            raise Invalid(Problem(field="text", code="length", params={"least": 1, "most": TEXT_MOST}))
        self._texts.check("text", text, VARIABLES)
        async with self._open_work(actor.tenant_id) as work:
            here = await surroundings(work, actor, conversation_id, self._clock.now())
        for path in self._texts.uses(text):
            if not _there(path, here.values):
                name = ".".join(path)[:80]
                raise Invalid(Problem(field="text", code="text_unknown_name", params={"name": name}))
        return self._texts.fill("text", text, here.values, language=here.language)


async def surroundings(
    work: RoutingWork, actor: Actor, conversation_id: ConversationId, now: dt.datetime
) -> Surroundings:
    """Raises ConversationNotFound when the actor does not see it."""
    place = (await work.conversations.get_all([conversation_id], lock=False)).get(conversation_id)
    if place is None or not await may_see(work, actor, place):
        raise ConversationNotFound
    contact, tenant = await work.contacts.get(place.contact_id), await work.tenants.get()
    zone = contact.time_zone if contact.time_zone in zone_names() else tenant.time_zone
    local = now.astimezone(ZoneInfo(zone or tenant.time_zone))
    name = contact.name or ""
    values: dict[str, object] = {
        "contact": {
            **contact.attributes,
            "name": name,
            "first_name": name.partition(" ")[0],
            "phone": contact.phone if actor.may(Permission.READ_PHONE_NUMBERS) else None,
            "email": contact.email,
            "tags": list(contact.tags),
            "attributes": dict(contact.attributes),
        },
        "agent": {"name": actor.name, "first_name": actor.name.partition(" ")[0]},
        "company": {"name": tenant.name},
        "conversation": {"id": str(place.id), "tags": list(place.tags), "queue": place.queue_name},
        "now": local,
        "today": dt.date(local.year, local.month, local.day),
    }
    return Surroundings(values=values, language=(contact.language or tenant.language).value)


def _names(values: Mapping[str, object]) -> list[str]:
    found = []
    for name in _OFFERED:
        value = values[name]
        if not isinstance(value, Mapping):
            found.append(name)
            continue
        found += [
            f"{name}.{key}"
            for key, inner in value.items()
            if _NAME.fullmatch(key) and not isinstance(inner, Mapping | list)
        ]
    return found


def _there(path: Sequence[str], values: Mapping[str, object]) -> bool:
    here: object = values
    for part in path:
        if not isinstance(here, Mapping):
            return True
        if part not in here:
            return False
        here = here[part]
    return True
