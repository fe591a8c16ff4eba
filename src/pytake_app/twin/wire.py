"""Small words about JSON that may have any shape, and about ids."""

import itertools
import json
import os
from base64 import b64encode
from hashlib import blake2b
from typing import Any, TypeAlias

import msgspec

JSON: TypeAlias = dict[str, Any]

BRAZIL = "55"
LAST_AREA_WITH_NINTH_DIGIT = 28
_BRAZILIAN_MOBILE = 13
_COUNTRIES = {"55": "BR", "1": "US", "351": "PT", "44": "GB", "34": "ES", "52": "MX", "54": "AR"}

_run = os.urandom(5)
_turn = itertools.count(1)


def message_id(wa_id: str) -> str:
    """A new `wamid.…`, unlike every other of any twin."""
    unique = (_run + next(_turn).to_bytes(4, "big")).hex().upper().encode()
    raw = b"\x1c\x18" + bytes((len(wa_id),)) + wa_id.encode() + b"\x15\x02\x00\x11\x18\x12" + unique + b"\x00"
    return "wamid." + b64encode(raw).decode()


def graph_id() -> str:
    """A new id of digits, for media and templates."""
    return str(10**15 + int.from_bytes(os.urandom(6), "big"))


def wa_id_of(phone: str) -> str | None:
    """The WhatsApp id of a telephone number in any writing; None when it can't be one.

    Brazilian mobiles outside the areas 11 to 28 are known without their ninth digit, those inside with it.
    """
    digits = phone.translate(_PUNCTUATION)
    if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15) or digits[0] == "0":  # noqa: PLR2004  E.164
        return None
    if not digits.startswith(BRAZIL):
        return digits
    area, subscriber = digits[2:4], digits[4:]
    if len(digits) == _BRAZILIAN_MOBILE and subscriber[0] == "9" and int(area) > LAST_AREA_WITH_NINTH_DIGIT:
        return BRAZIL + area + subscriber[1:]
    if len(digits) == _BRAZILIAN_MOBILE - 1 and subscriber[0] in "6789" and int(area) <= LAST_AREA_WITH_NINTH_DIGIT:
        return BRAZIL + area + "9" + subscriber
    return digits


_PUNCTUATION = str.maketrans("", "", "+-() ")


def user_id_of(wa_id: str, business_id: str) -> str:
    """The person's id in the eyes of one business portfolio."""
    country = next((code for prefix, code in _COUNTRIES.items() if wa_id.startswith(prefix)), "ZZ")
    digest = blake2b(f"{business_id}:{wa_id}".encode(), digest_size=8).digest()
    return f"{country}.{int.from_bytes(digest, 'big')}"


def part(value: object, key: str) -> JSON:
    """The object under this key; an empty one when there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def parts(value: object, key: str) -> list[JSON]:
    """The objects of the list under this key."""
    found = value.get(key) if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def word(value: object) -> str:
    """A text; an empty one for everything else."""
    return value if isinstance(value, str) else ""


def as_provider_writes(value: object) -> bytes:
    r"""JSON the way the provider posts it: without spaces, in ASCII with \uXXXX, and \/ for every slash."""
    body = msgspec.json.encode(value)
    if not body.isascii():
        body = json.dumps(value, separators=(",", ":")).encode()
    # A slash stands only inside texts, so this touches nothing else.
    return body.replace(b"/", b"\\/")
