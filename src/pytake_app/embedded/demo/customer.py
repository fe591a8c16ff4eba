"""A customer who writes to the company, and what is to be read on their phone."""

import asyncio
import secrets
from collections.abc import Callable

import msgspec

from pytake_app.twin import Behaviour, CloudTwin, PhoneEvent

HUMAN = Behaviour(sent=0.15, delivered=0.4, read=1.2)
"""A provider of ordinary speed, and a reader who looks at the phone."""
NAMES = ("Mariana", "João", "Beatriz", "Rafael", "Camila", "Lucas", "Juliana", "Pedro")
PATIENCE = 15.0
"""Seconds an answer may take."""
SETTLED = 1.0
"""Seconds without another message, after which it is the customer's turn."""
THINKING = (0.9, 0.9)
"""Seconds, at least and at most, before each turn."""
LABEL = 10


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer does: writes a text, presses a button or picks a row of a list by its title."""

    text: str | None = None
    button: str | None = None
    row: str | None = None


SCRIPT = (
    Turn(text="Oi! Tudo bem?"),
    Turn(button="Suporte da internet"),
    Turn(row="Wi-Fi fraco"),
    Turn(button="Sim, resolveu"),
    Turn(text="gostei muito!"),
    Turn(text="10"),
)


class Customer:
    """One person with a phone; every line of theirs goes to `show` as it happens."""

    def __init__(
        self,
        twin: CloudTwin,
        phone_number_id: str,
        show: Callable[[str], None],
        *,
        name: str | None = None,
        phone: str | None = None,
        thinking: tuple[float, float] = THINKING,
    ) -> None:
        self.name = name or secrets.choice(NAMES)
        self.phone = phone or f"+551190000{secrets.randbelow(10_000):04d}"
        self._thinking = thinking
        self._twin = twin
        self._to = phone_number_id
        self._show = show
        self._answers = 0
        self._news = asyncio.Event()

    async def talk(self, script: tuple[Turn, ...] = SCRIPT) -> bool:
        """Say it all, each after the answer to the one before; False when an answer did not come."""
        for turn in script:
            least, most = self._thinking
            await asyncio.sleep(least + (most - least) * secrets.randbelow(1000) / 1000)
            answers = self._answers
            self._twin.say(self.phone, self._to, text=turn.text, button=turn.button, row=turn.row, name=self.name)
            if not await self._answered(answers):
                return False
        return True

    async def _answered(self, before: int) -> bool:
        patience = PATIENCE
        while True:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), patience)
            except TimeoutError:
                return self._answers > before
            if self._answers > before:
                patience = SETTLED

    async def follow(self) -> None:
        """Show every line of the conversation; until cancelled."""
        seen = 0
        while True:
            for event in await self._twin.news(self.phone, after=seen, number=self._to):
                seen = event.n
                if event.kind == "message":
                    self._show(line_of(event))
                    self._answers += not event.mine
                    self._news.set()


def line_of(event: PhoneEvent) -> str:
    """A message with what can be pressed on it."""
    who = "Cliente:" if event.mine else "PyTake:"
    indent = "\n" + " " * (LABEL + 2)
    line = f"  {who:<{LABEL}}{event.text}".replace("\n", indent)
    if event.choices:
        line += indent + "  ".join(f"[{choice.title}]" for choice in event.choices)
    return line
