"""A conversation as lines to take away: who said what when, in the company's time zone."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from pytake_domain.kernel.text import Language
from pytake_domain.messaging.message import Direction, Message, SenderKind
from pytake_domain.messaging.ports import Note
from pytake_domain.whatsapp import Media

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What spreadsheets take for a formula when a cell begins with it."""


class TranscriptForm(StrEnum):
    """PDF for people, CSV for spreadsheets, JSON for programs, text for anything."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"
    TXT = "txt"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One message or note. `at` in the company's time zone; `picture` is a small JPEG of what was sent, where there is one."""

    id: UUID
    at: dt.datetime
    kind: str
    sender: str
    sender_kind: str
    text: str
    status: str = ""
    filename: str | None = None
    media_id: str | None = None
    picture: bytes | None = None

    @property
    def moment(self) -> str:
        """To the second, with its distance from UTC."""
        return self.at.isoformat(sep=" ", timespec="seconds")


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands above the lines: the company, with whom, by which number, and who took it away when."""

    company: str
    contact: str
    phone: str
    number: str
    status: str
    time_zone: str
    conversation_id: UUID
    exported_by: str
    exported_at: dt.datetime
    language: Language


WORDS = {
    Language.PT_BR: {
        "title": "Conversa",
        "with": "Com",
        "number": "Número",
        "status": "Situação",
        "zone": "Fuso horário",
        "by": "Exportada por",
        "note": "Nota interna",
        "customer": "Cliente",
        "flow": "Automação",
        "campaign": "Campanha",
        "ai": "Assistente",
        "api": "Integração",
        "phone": "Celular da empresa",
        "agent": "Atendente",
        "page": "Página",
    },
    Language.EN: {
        "title": "Conversation",
        "with": "With",
        "number": "Number",
        "status": "Status",
        "zone": "Time zone",
        "by": "Exported by",
        "note": "Internal note",
        "customer": "Customer",
        "flow": "Automation",
        "campaign": "Campaign",
        "ai": "Assistant",
        "api": "Integration",
        "phone": "Company's phone",
        "agent": "Agent",
        "page": "Page",
    },
    Language.ES: {
        "title": "Conversación",
        "with": "Con",
        "number": "Número",
        "status": "Estado",
        "zone": "Huso horario",
        "by": "Exportada por",
        "note": "Nota interna",
        "customer": "Cliente",
        "flow": "Automatización",
        "campaign": "Campaña",
        "ai": "Asistente",
        "api": "Integración",
        "phone": "Teléfono de la empresa",
        "agent": "Agente",
        "page": "Página",
    },
}
_OWN = {
    SenderKind.FLOW: "flow",
    SenderKind.CAMPAIGN: "campaign",
    SenderKind.AI: "ai",
    SenderKind.API: "api",
    SenderKind.PHONE: "phone",
    SenderKind.AGENT: "agent",
}


def line_of_message(message: Message, head: Head, people: dict[UUID, str]) -> Line:
    """A message, with its sender's name as far as it is known."""
    words = WORDS[head.language]
    if message.direction is Direction.INBOUND:
        sender = head.contact or head.phone or words["customer"]
    else:
        known = people.get(message.sent_by_id) if message.sent_by_id is not None else None
        sender = known or words[_OWN.get(message.sent_by, "agent")]
    media = message.content if isinstance(message.content, Media) else None
    return Line(
        id=message.id,
        at=(message.provider_at or message.created_at).astimezone(ZoneInfo(head.time_zone)),
        kind=message.type.value,
        sender=sender,
        sender_kind=message.sent_by.value,
        text=message.text,
        status=message.status.value,
        filename=media.filename if media is not None else None,
        media_id=media.media_id if media is not None else None,
    )


def line_of_note(note: Note, head: Head) -> Line:
    """An internal note."""
    return Line(
        id=note.id,
        at=note.created_at.astimezone(ZoneInfo(head.time_zone)),
        kind="note",
        sender=note.author_name,
        sender_kind="agent",
        text=note.body,
    )


def in_order(messages: Iterable[Line], notes: list[Line]) -> Iterable[Line]:
    """Messages with the notes between them; both come in their order. What is left of `notes` comes with a later call."""
    for line in messages:
        while notes and notes[0].id < line.id:
            yield notes.pop(0)
        yield line


CSV_COLUMNS = ("at", "sender", "sender_kind", "type", "text", "status", "filename", "id")


def csv_row(line: Line | None) -> str:
    """One row, or the header; no cell is a formula to a spreadsheet."""
    out = io.StringIO()
    cells: tuple[str, ...] = CSV_COLUMNS
    if line is not None:
        values = (
            line.moment,
            line.sender,
            line.sender_kind,
            line.kind,
            line.text,
            line.status,
            line.filename or "",
            str(line.id),
        )
        cells = tuple(map(harmless, values))
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The text of a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def text_line(line: Line, head: Head) -> str:
    """As people write transcripts: when, who, what."""
    mark = f" ({WORDS[head.language]['note']})" if line.kind == "note" else ""
    attached = f" [{line.filename}]" if line.filename and line.filename != line.text else ""
    return f"[{line.moment}] {line.sender}{mark}: {line.text}{attached}\n"


def text_head(head: Head) -> str:
    """What stands above a text."""
    return "".join(f"{name}: {value}\n" for name, value in head_rows(head)) + "\n"


def head_rows(head: Head) -> list[tuple[str, str]]:
    """What stands above the lines, row by row."""
    words = WORDS[head.language]
    who = f"{head.contact} ({head.phone})" if head.contact and head.phone else head.contact or head.phone
    when = head.exported_at.astimezone(ZoneInfo(head.time_zone)).isoformat(sep=" ", timespec="seconds")
    return [
        (words["title"], str(head.conversation_id)),
        (words["with"], who),
        (words["number"], head.number),
        (words["status"], head.status),
        (words["zone"], head.time_zone),
        (words["by"], f"{head.exported_by}, {when}"),
    ]


_json = msgspec.json.Encoder()


def json_head(head: Head) -> bytes:
    """The beginning of the object, up to its list of lines."""
    about = {name: getattr(head, name) for name in head.__struct_fields__ if name != "language"}
    return _json.encode(about)[:-1] + b',"lines":['


def json_line(line: Line, *, first: bool) -> bytes:
    """One element of the list."""
    shown = {name: getattr(line, name) for name in line.__struct_fields__ if name not in ("picture", "media_id")}
    return (b"" if first else b",") + _json.encode(shown | {"media_id": line.media_id})


JSON_END = b"]}"
