"""Media that our store holds: what it is, what may be stored, and what may be sent with it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import MediaId, MessageId, TenantId
from pytake_domain.messaging.errors import MediaRefused
from pytake_domain.messaging.sniff import HTML, OCTETS, OFFICE, OFFICE_OLD, OPUS, PROGRAM, SVG, XML, sniff
from pytake_domain.whatsapp import Capabilities, Media, MediaLimit, MessageType

MOST_BYTES = 100 * 1024 * 1024
"""Nothing larger is stored: no provider carries more."""
MOST_PIXELS = 50_000_000
"""A picture with more is refused before it is decoded."""
LONGEST_NAME = 200
VOICE_MIME = "audio/ogg"
VORBIS = "audio/vorbis"
"""OGG that is not Opus: no provider plays it."""

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_TEXTS = ("text/plain", "text/csv", "text/vcard", "text/x-vcard", "text/calendar", "application/json")
ALIKE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image/jpeg": ("image/jpeg",),
        "image/png": ("image/png",),
        "image/webp": ("image/webp",),
        "image/gif": ("image/gif",),
        "image/bmp": ("image/bmp",),
        "image/tiff": ("image/tiff",),
        "image/heic": ("image/heic",),
        "video/mp4": ("video/mp4", "video/quicktime", "audio/mp4", "video/3gpp"),
        "video/3gpp": ("video/3gpp", "video/mp4"),
        "video/quicktime": ("video/quicktime", "video/mp4"),
        "video/webm": ("video/webm",),
        "audio/aac": ("audio/aac", "audio/mp4", "video/mp4"),
        "audio/amr": ("audio/amr",),
        "audio/mpeg": ("audio/mpeg",),
        "audio/mp4": ("audio/mp4", "video/mp4", "video/3gpp", "audio/aac"),
        "audio/ogg": (OPUS, "audio/ogg"),
        VORBIS: ("audio/ogg",),
        "audio/wav": ("audio/wav",),
        "audio/flac": ("audio/flac",),
        "audio/webm": ("video/webm",),
        "application/pdf": ("application/pdf",),
        "application/msword": (OFFICE_OLD, "application/rtf"),
        "application/vnd.ms-excel": (OFFICE_OLD, "text/plain"),
        "application/vnd.ms-powerpoint": (OFFICE_OLD,),
        f"{_OOXML}.wordprocessingml.document": (OFFICE,),
        f"{_OOXML}.spreadsheetml.sheet": (OFFICE,),
        f"{_OOXML}.presentationml.presentation": (OFFICE,),
        f"{_ODF}.text": (_ODF,),
        f"{_ODF}.spreadsheet": (_ODF,),
        f"{_ODF}.presentation": (_ODF,),
        "application/rtf": ("application/rtf",),
        "application/zip": ("application/zip", OFFICE, _ODF),
        "application/x-zip-compressed": ("application/zip", OFFICE, _ODF),
        "application/vnd.rar": ("application/vnd.rar",),
        "application/x-rar-compressed": ("application/vnd.rar",),
        "application/x-7z-compressed": ("application/x-7z-compressed",),
        "application/gzip": ("application/gzip",),
        "application/xml": (XML,),
        "text/xml": (XML,),
        **dict.fromkeys(_TEXTS, ("text/plain",)),
    }
)
"""Every MIME type that is stored, and what its first bytes may be recognised as."""
_SAME = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4",
         "audio/x-wav": "audio/wav", "audio/opus": "audio/ogg", "application/ogg": "audio/ogg",
         "audio/x-aac": "audio/aac", "video/3gp": "video/3gpp"}  # fmt: skip
_NAMED = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif",
          "mp4": "video/mp4", "3gp": "video/3gpp", "mov": "video/quicktime", "aac": "audio/aac", "amr": "audio/amr",
          "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
          "wav": "audio/wav", "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "zip": "application/zip",
          "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
          "docx": f"{_OOXML}.wordprocessingml.document", "xlsx": f"{_OOXML}.spreadsheetml.sheet",
          "pptx": f"{_OOXML}.presentationml.presentation", "vcf": "text/vcard", "json": "application/json",
          "xml": "application/xml", "rtf": "application/rtf"}  # fmt: skip
_BY_TYPE = {
    MessageType.IMAGE: "image/",
    MessageType.STICKER: "image/",
    MessageType.VIDEO: "video/",
    MessageType.AUDIO: "audio/",
}
_NEVER = (PROGRAM, HTML, SVG)
_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}", re.ASCII)
_SPACES = re.compile(r"\s+")
_HARMFUL = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
_DIRECTIONS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class MediaState(StrEnum):
    """`fetching`: the provider still has it alone; `stored`: ours; `missing`: it will not come, and `reason` says why."""

    FETCHING = "fetching"
    STORED = "stored"
    MISSING = "missing"


class StoredMedia(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a tenant.

    `message_id` is the message that brought it, None for what the company uploaded; `voice_of` the file this is the voice
    note of. Size in bytes, `sha256` in hex, `seconds` where it has a length that is known.
    """

    id: MediaId
    tenant_id: TenantId
    type: MessageType
    mime_type: str
    created_at: dt.datetime
    size: int = 0
    sha256: str = ""
    filename: str | None = None
    state: MediaState = MediaState.STORED
    reason: str | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    has_thumbnail: bool = False
    message_id: MessageId | None = None
    voice_of: MediaId | None = None


def plain_type(mime_type: str | None) -> str:
    """A MIME type without its parameters, in lower case, by its usual name; octets when there is none."""
    plain = (mime_type or "").partition(";")[0].strip().lower()
    return _SAME.get(plain, plain) if _MIME.fullmatch(plain) else OCTETS


def named_type(filename: str | None) -> str:
    """The MIME type that a file's ending claims; octets when it claims none."""
    return _NAMED.get((filename or "").rpartition(".")[2].strip().lower(), OCTETS)


def type_of_mime(mime_type: str) -> MessageType:
    """As what a file of this MIME type is sent when nothing else is said."""
    if mime_type == "image/webp":
        return MessageType.STICKER
    kind = next((k for k, start in _BY_TYPE.items() if mime_type.startswith(start)), MessageType.DOCUMENT)
    return kind if mime_type in ALIKE else MessageType.DOCUMENT


def checked_type(declared: str, head: bytes, *, kind: MessageType | None = None) -> str:
    """The MIME type to store a file under, whose first bytes are `head`.

    Raises MediaRefused when the bytes are something else than declared, or of a kind that is never stored. Undeclared
    octets are taken as what they look like.
    """
    mime_type, found = plain_type(declared), sniff(head)
    if found in _NEVER:
        raise MediaRefused(_wrong("forbidden_type", mime_type, found))
    if mime_type == OCTETS:
        mime_type = found if found in ALIKE else VOICE_MIME if found == OPUS else OCTETS
    elif mime_type not in ALIKE:
        raise MediaRefused(_wrong("forbidden_type", mime_type, found))
    elif found not in ALIKE[mime_type]:
        raise MediaRefused(_wrong("lying_type", mime_type, found))
    if mime_type == VOICE_MIME and found != OPUS:
        mime_type = VORBIS
    start = _BY_TYPE.get(kind) if kind else None
    if start and not mime_type.startswith(start):
        raise MediaRefused(_wrong("lying_type", f"{start}*", found))
    return mime_type


def _wrong(code: str, declared: str, found: str) -> Problem:
    return Problem(field="file", code=code, params={"declared": declared[:100], "found": found})


def clean_name(name: str | None) -> str | None:
    """A file name that is safe to show and to save under: no folders, no control or direction characters, not too long."""
    if not name:
        return None
    last = _DIRECTIONS.sub("", unicodedata.normalize("NFC", _DIRECTIONS.sub("", name))).replace("\\", "/")
    plain = _HARMFUL.sub("_", _SPACES.sub(" ", last.rstrip("/").rpartition("/")[2])).strip(" .")
    if len(plain) <= LONGEST_NAME:
        return plain or None
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004  no ending anybody uses is longer
        return plain[:LONGEST_NAME].strip(" .")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"


def shown_inline(mime_type: str) -> bool:
    """May a browser show it in place? Only pictures, sounds and films that it can't mistake for a page."""
    return mime_type in ALIKE and mime_type.startswith(("image/", "audio/", "video/"))


def not_sendable(stored: StoredMedia, wanted: Media, capabilities: Capabilities, field: str) -> Problem | None:
    """Why a provider would refuse this file in this place; None when it takes it, or names no limits."""
    limit: MediaLimit | None = capabilities.media.get(wanted.type)
    if limit is None:
        return None
    converted = wanted.voice and stored.mime_type.startswith("audio/")
    mime_type = VOICE_MIME if converted else stored.mime_type
    if mime_type not in limit.mime_types:
        allowed = ", ".join(limit.mime_types)
        return Problem(field=field, code="media_type_not_taken", params={"found": mime_type, "allowed": allowed})
    if stored.size > limit.most_bytes and not (converted and stored.mime_type != VOICE_MIME):
        params: dict[str, str | int] = {"most": limit.most_bytes, "size": stored.size}
        return Problem(field=field, code="media_too_large", params=params)
    return None
