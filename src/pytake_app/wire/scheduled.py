"""Messages for later as the API takes and shows them."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.wire.media import SendAudioIn, SendDocumentIn, SendFileIn, SendMediaIn, content_of
from pytake_app.wire.messages import ButtonIn, SendIn, content_out
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConversationId, MessageId, NumberId
from pytake_domain.messaging import OutsideWindow, Plan, ScheduledMessage, StoredMedia
from pytake_domain.whatsapp import (
    Button,
    Buttons,
    Contacts,
    Content,
    Interactive,
    ListMenu,
    Location,
    MessageType,
    Section,
    Template,
    Text,
    line_of,
    type_of,
)


class PlannedButtonsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text with up to three reply buttons."""

    body: str
    buttons: list[ButtonIn]
    header: str | None = None
    footer: str | None = None


class PlannedListIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text with a menu."""

    body: str
    button: str
    sections: list[Section]
    header: str | None = None
    footer: str | None = None


class PlannedTemplateIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approved template with its parameters."""

    name: str
    language: str = "pt_BR"
    components: list[dict[str, Any]] = []


class PlannedLocationIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place; degrees."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


class ScheduleIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom, when, and exactly one content: `message`, `buttons`, `list`, `interactive`, `template`, `media_id`, `location`
    or `contacts`. With `outside_window` = `template` the `fallback` goes when the window is closed by then.
    """

    send_at: dt.datetime
    message: str | None = None
    preview_url: bool = False
    buttons: PlannedButtonsIn | None = None
    list: PlannedListIn | None = None
    interactive: Interactive | None = None
    template: PlannedTemplateIn | None = None
    media_id: UUID | None = None
    type: MessageType | None = None
    caption: str | None = None
    filename: str | None = None
    voice: bool = False
    location: PlannedLocationIn | None = None
    contacts: tuple[dict[str, Any], ...] | None = None
    cancel_on_reply: bool = False
    outside_window: OutsideWindow = OutsideWindow.FAIL
    fallback: PlannedTemplateIn | None = None


class PlannerOut(msgspec.Struct, frozen=True):
    """Who planned it."""

    kind: str
    id: UUID | None
    name: str


class ScheduledOut(msgspec.Struct, frozen=True, kw_only=True):
    """A planned message. `status`: waiting, sent (`message_id`), cancelled or failed (`reason`)."""

    id: UUID
    status: str
    reason: str
    send_at: dt.datetime
    contact_id: UUID
    conversation_id: UUID | None
    whatsapp_config_id: UUID
    type: str
    content: dict[str, Any]
    text: str
    cancel_on_reply: bool
    outside_window: str
    fallback: dict[str, Any] | None
    message_id: UUID | None
    planned_by: PlannerOut
    created_at: dt.datetime
    updated_at: dt.datetime


CONTENTS = ("message", "buttons", "list", "interactive", "template", "media_id", "location", "contacts")


def require_one_content(data: ScheduleIn) -> None:
    """Raises Invalid for none, and for several."""
    given = [name for name in CONTENTS if getattr(data, name) is not None]
    if len(given) != 1:
        raise Invalid(Problem(field=given[1] if given else "message", code="one_content"))


def plan_of(data: ScheduleIn, stored: StoredMedia | None) -> Plan:
    """What is wanted; `stored` is the file that `media_id` names. Raises Invalid."""
    return Plan(
        content=_content(data, stored),
        send_at=data.send_at,
        to=data.to,
        conversation_id=ConversationId(data.conversation_id) if data.conversation_id else None,
        number_id=NumberId(data.whatsapp_config_id) if data.whatsapp_config_id else None,
        reply_to=MessageId(data.reply_to) if data.reply_to else None,
        cancel_on_reply=data.cancel_on_reply,
        outside_window=data.outside_window,
        fallback=_template(data.fallback) if data.fallback is not None else None,
        force=data.force,
    )


def _content(data: ScheduleIn, stored: StoredMedia | None) -> Content:  # noqa: PLR0911  one return a kind
    if data.message is not None:
        return Text(body=data.message, preview_url=data.preview_url)
    if (b := data.buttons) is not None:
        buttons = tuple(Button(id=each.id or f"button_{i}", title=each.title) for i, each in enumerate(b.buttons, 1))
        return Buttons(body=b.body, buttons=buttons, header=b.header, footer=b.footer)
    if (menu := data.list) is not None:
        sections = tuple(menu.sections)
        return ListMenu(body=menu.body, button=menu.button, sections=sections, header=menu.header, footer=menu.footer)
    if data.interactive is not None:
        return data.interactive
    if data.template is not None:
        return _template(data.template)
    if (at := data.location) is not None:
        return Location(latitude=at.latitude, longitude=at.longitude, name=at.name, address=at.address)
    if data.contacts is not None:
        return Contacts(contacts=data.contacts)
    assert stored is not None  # noqa: S101  the last of them
    return content_of(_file_of(data, stored), stored)


def _file_of(data: ScheduleIn, stored: StoredMedia) -> SendFileIn:
    """As the send route of this kind of file takes it."""
    kind = data.type or stored.type
    if data.voice or kind is MessageType.AUDIO:
        return SendAudioIn(media_id=stored.id, filename=data.filename, voice=data.voice)
    if kind is MessageType.DOCUMENT:
        return SendDocumentIn(media_id=stored.id, filename=data.filename, caption=data.caption)
    return SendMediaIn(media_id=stored.id, filename=data.filename, caption=data.caption, type=data.type)


def _template(data: PlannedTemplateIn) -> Template:
    return Template(name=data.name, language=data.language, components=tuple(data.components))


def scheduled_out(plan: ScheduledMessage) -> ScheduledOut:
    """The aggregate as the API shows it."""
    return ScheduledOut(
        id=plan.id,
        status=plan.state.value,
        reason=plan.reason,
        send_at=plan.send_at,
        contact_id=plan.contact_id,
        conversation_id=plan.conversation_id,
        whatsapp_config_id=plan.number_id,
        type=type_of(plan.content).value,
        content=content_out(plan.content),
        text=line_of(plan.content),
        cancel_on_reply=plan.cancel_on_reply,
        outside_window=plan.outside_window.value,
        fallback=content_out(plan.fallback) if plan.fallback is not None else None,
        message_id=plan.message_id,
        planned_by=PlannerOut(plan.planned_by_kind.value, plan.planned_by, plan.planned_by_name),
        created_at=plan.created_at,
        updated_at=plan.updated_at,
    )
