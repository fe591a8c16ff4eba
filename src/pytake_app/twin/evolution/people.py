"""Who is on this WhatsApp: people with a telephone, a hidden identity or both, and what their screens show."""

import asyncio
import itertools
import re

import msgspec

PHONE_SERVER, LID_SERVER, GROUP_SERVER = "s.whatsapp.net", "lid", "g.us"
LAST_AREA_WITH_NINTH_DIGIT = 31
_BRAZILIAN_MOBILE = 13
_NOT_DIGITS = re.compile(r"[\s+()-]")
_OPTION = re.compile(r"^(\d{1,2})\. (.+?)(?: \(.*\))?$", re.MULTILINE)


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person sees of a chat with an instance; `mine`: they wrote it. `kind` is message, read or typing."""

    n: int
    instance: str
    kind: str
    id: str
    text: str = ""
    type: str = ""
    mine: bool = False
    quoted: str = ""
    media: bytes = b""


class Person:
    """A customer of the twin. Without a telephone they are a hidden identity only."""

    def __init__(self, *, phone: str | None, lid: str | None = None) -> None:
        self.phone = phone
        self.lid = lid
        self.name = "Cliente"
        self.screens: list[Screen] = []
        self.pair_known = True
        self._turn = itertools.count(1)
        self._news = asyncio.Event()

    @property
    def jid(self) -> str:
        """By which the server names their chat."""
        return f"{self.phone}@{PHONE_SERVER}" if self.phone else f"{self.lid}@{LID_SERVER}"

    def show(self, **seen: object) -> None:
        """Put it on the screen."""
        self.screens.append(Screen(n=next(self._turn), **seen))  # type: ignore[arg-type]
        self._news.set()

    async def news(self) -> None:
        """Wait until there is something new to see."""
        self._news.clear()
        await self._news.wait()

    def lines(self, instance: str = "") -> list[str]:
        """What came to them, oldest first."""
        return [s.text for s in self.screens if s.kind == "message" and not s.mine and instance in ("", s.instance)]

    def option(self, instance: str, wanted: str) -> str | None:
        """The number that stands before this choice in the last menu; None when no menu offers it."""
        for line in reversed(self.lines(instance)):
            for number, title in _OPTION.findall(line):
                if wanted in (number, title):
                    return str(number)
        return None


class People:
    """All of them, by every way to name one."""

    def __init__(self) -> None:
        self._by_phone: dict[str, Person] = {}
        self._by_lid: dict[str, Person] = {}

    def of(self, name: str) -> Person:
        """A telephone in any writing, or `…@lid`; known from now on."""
        if name.endswith(f"@{LID_SERVER}"):
            lid = name.partition("@")[0]
            return self._by_lid.setdefault(lid, Person(phone=None, lid=lid))
        digits = brazilian(_NOT_DIGITS.sub("", name).partition("@")[0])
        return self._by_phone.setdefault(digits, Person(phone=digits))

    def link(self, lid: str, phone: str) -> Person:
        """A hidden identity turns out to have this telephone: one person with what both had seen."""
        hidden, known = self.of(f"{lid}@{LID_SERVER}"), self.of(phone)
        if hidden is not known:
            for seen in hidden.screens:
                known.show(**{name: getattr(seen, name) for name in seen.__struct_fields__ if name != "n"})
            known.lid = lid
            self._by_lid[lid] = known
        return known

    def all(self) -> list[Person]:
        """Each once."""
        return list({id(p): p for p in (*self._by_phone.values(), *self._by_lid.values())}.values())


def brazilian(digits: str) -> str:
    """As the server rewrites Brazil's mobiles: outside the first areas without their ninth digit."""
    if len(digits) != _BRAZILIAN_MOBILE or not digits.startswith("55"):
        return digits
    if int(digits[2:4]) < LAST_AREA_WITH_NINTH_DIGIT or digits[5] < "7":
        return digits
    return digits[:4] + digits[5:]


def jid_of(number: str) -> str:
    """The chat that a send's `number` names."""
    if "@" in number:
        return number
    digits = _NOT_DIGITS.sub("", number)
    if len(digits) >= 18:  # noqa: PLR2004  a group's
        return f"{digits}@{GROUP_SERVER}"
    return f"{brazilian(digits)}@{PHONE_SERVER}"
