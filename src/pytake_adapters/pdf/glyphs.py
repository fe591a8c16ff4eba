"""What a font can't show is written so that people can read it."""

import unicodedata
from collections.abc import Container

_SILENT = frozenset({0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)})
"""Joiners, variation selectors and skin tones: without a picture they say nothing."""
_FLAGS = range(0x1F1E6, 0x1F200)
_ALIKE = {"\u00a0": " ", "\u2192": "->", "\u2190": "<-", "\u2713": "v", "\u2714": "v", "\u2022": "-", "\t": "    "}
UNKNOWN = "?"


def readable(text: str, known: Container[int]) -> str:
    """The text in characters that the font has; emoji by their names."""
    out: list[str] = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        code = ord(character)
        if character == "\n" or code in known:
            out.append(character)
        elif character in _ALIKE:
            out.append(_ALIKE[character])
        elif code not in _SILENT and not unicodedata.category(character).startswith("C"):
            out.append(_instead(character, known))
    return "".join(out)


def _instead(character: str, known: Container[int]) -> str:
    code = ord(character)
    if code in _FLAGS:
        return chr(code - _FLAGS[0] + ord("A"))
    if unicodedata.category(character) in ("So", "Sk", "Sm", "Po"):
        return f"[{unicodedata.name(character, UNKNOWN).lower()}]"
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if ord(c) in known)
    return plain or UNKNOWN
