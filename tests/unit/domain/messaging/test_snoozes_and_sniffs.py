"""Conversations put away and back, agents there and away, and files told by their first bytes."""

import datetime as dt

import msgspec
import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import give, names, place_of

from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ConversationId, UserId
from pytake_domain.messaging import ConversationNotFound, MediaRefused
from pytake_domain.messaging.media import LONGEST_NAME, checked_type, clean_name, named_type, shown_inline, type_of_mime
from pytake_domain.messaging.sniff import sniff
from pytake_domain.messaging.use_cases.snooze import Waking
from pytake_domain.routing import Presence
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.whatsapp import MessageType

HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def talking(company: Company, maria: Customer) -> Customer:
    await maria.says("oi")
    await give(company, place_of(maria).id, await company.agent("Bia"))
    return maria


async def test_a_conversation_put_away_comes_back_by_hand_or_by_time(company: Company, talking: Customer) -> None:
    snoozing, house, place = company.house.desk.snoozing, company.house, place_of(talking).id
    until = house.clock.now() + HOUR
    await snoozing.snooze(company.boss, place, until)
    assert place_of(talking).snoozed_until == until
    await snoozing.snooze(company.boss, place, None)
    assert place_of(talking).snoozed_until is None
    before = len(names(company))
    await snoozing.snooze(company.boss, place, None)
    assert len(names(company)) == before
    await snoozing.snooze(company.boss, place, until)
    await snoozing.snooze(company.boss, place, until + HOUR)
    # The job of the first time comes too late, one of nobody's conversation is none.
    for job in (
        Waking(conversation_id=place, until=until),
        Waking(conversation_id=ConversationId(fresh()), until=until),
    ):
        await snoozing.run(company.id, msgspec.json.encode(job))
    assert place_of(talking).snoozed_until == until + HOUR
    assert await snoozing.sweep(company.id, until) == 0
    assert await snoozing.sweep(company.id, until + 2 * HOUR) == 1
    assert place_of(talking).snoozed_until is None


async def test_nobody_puts_away_what_they_do_not_see_or_into_the_past(company: Company, talking: Customer) -> None:
    snoozing, place, now = company.house.desk.snoozing, place_of(talking).id, company.house.clock.now()
    caio = await company.agent("Caio")
    own = frozenset(p for p in Permission if p is not Permission.READ_ALL_CONVERSATIONS)
    with pytest.raises(ConversationNotFound):
        await snoozing.snooze(replace(caio, permissions=own), place, now + HOUR)
    with pytest.raises(Invalid):
        await snoozing.snooze(company.boss, place, now - HOUR)
    assert place_of(talking).snoozed_until is None


async def test_agents_are_there_as_they_say(company: Company) -> None:
    agents, bia = company.house.desk.agents, await company.agent("Bia")
    machine = Actor(kind=ActorKind.API_KEY, id=fresh(), tenant_id=company.id, permissions=frozenset(Permission))
    with pytest.raises(Forbidden):
        await agents.be(machine, Presence.AVAILABLE)
    await agents.seen(machine)
    for _ in range(2):
        await agents.be(bia, Presence.AVAILABLE)
    assert names(company).count("AgentPresenceChanged") == 1
    own = bia.user_id or UserId(fresh())
    changed = await agents.change(company.boss, own, capacity=3, skills={"fibra": 5})
    assert (changed.state.capacity, changed.state.skills) == (3, {"fibra": 5})
    told = names(company).count("AgentPresenceChanged")
    await agents.change(company.boss, own, capacity=3)
    assert names(company).count("AgentPresenceChanged") == told
    with pytest.raises(Invalid):
        await agents.change(company.boss, own, capacity=-1)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"BM\0\0\0\0\0\0\0\0\x36", "image/bmp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypavif", "image/avif"),
        (b"\0\0\0\x18ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x18ftyp3gp4", "video/3gpp"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication", "application/vnd.oasis.opendocument"),
        (b"PK\x03\x04" + bytes(60), "application/zip"),
        (b"junk before %PDF-1.4", "application/pdf"),
        (b"\xff\xf1\x50", "audio/aac"),
        (b"\xff\xfb\x90", "audio/mpeg"),
    ],
)
def test_files_are_told_by_their_first_bytes(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ("", None),
        ("../../etc/passwd", "passwd"),
        ("C:\\boletos\\maio.pdf", "maio.pdf"),
        ("x" * 500 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("y" * 500, "y" * LONGEST_NAME),
        (" . ", None),
    ],
)
def test_names_of_files_are_safe_to_save_under(given: str | None, kept: str | None) -> None:
    assert clean_name(given) == kept


def test_files_are_sent_as_what_they_are() -> None:
    assert type_of_mime("image/webp") is MessageType.STICKER
    assert type_of_mime("image/jpeg") is MessageType.IMAGE
    assert type_of_mime("image/x-unheard-of") is MessageType.DOCUMENT
    assert named_type("boleto.PDF") == "application/pdf"
    assert shown_inline("image/png")
    assert not shown_inline("text/html")
    with pytest.raises(MediaRefused):
        checked_type("image/jpeg", b"\xff\xd8\xff\xe0", kind=MessageType.AUDIO)
    assert checked_type("audio/ogg; codecs=opus", b"OggS\0vorbis") == "audio/vorbis"
