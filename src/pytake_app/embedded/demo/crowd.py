"""A dozen customers who keep writing at a human pace, so that the console is alive from the first look."""

import asyncio
import secrets
from collections.abc import Sequence

from pytake_app.embedded.demo.customer import SCRIPT, Customer, Turn
from pytake_app.twin import CloudTwin

NAMES = (
    "Ana Souza",
    "Bruno Lima",
    "Carla Ribeiro",
    "Diego Araújo",
    "Elaine Gomes",
    "Fábio Cardoso",
    "Gabriela Alves",
    "Heitor Barbosa",
    "Isabela Ferreira",
    "João Pereira",
    "Karen Oliveira",
    "Otávio Almeida",
)
BILL = (
    Turn(text="Bom dia, preciso da segunda via"),
    Turn(button="2ª via do boleto"),
    Turn(text="529.982.247-25"),
    Turn(text="financeiro@exemplo.com.br"),
)
PERSON = (Turn(text="Olá"), Turn(button="Falar com a equipe"))
ASIDES = (
    "Minha internet caiu de novo 😕",
    "Vocês atendem no Jardim América?",
    "Qual o prazo da instalação?",
    "Quero mudar para o plano de 600 mega",
    "Pode agendar para sexta de manhã?",
    "Obrigada! Deu certo 🙏",
)
SCRIPTS: Sequence[tuple[Turn, ...]] = (SCRIPT, BILL)
FOR_A_PERSON = 4
"""Every so manieth wants to talk to somebody; they wait until they are answered."""
FIRST_SECONDS = 40
"""Within so many seconds all have begun."""
THINKS = (3.0, 9.0)
"""Seconds a person takes for an answer."""
RESTS = (40.0, 150.0)
"""Seconds between two visits of one person."""
WAITS = (180.0, 420.0)
"""Seconds after which somebody who got no answer writes once more."""


class Crowd:
    """Everybody but the one customer whose conversation is shown."""

    def __init__(self, twin: CloudTwin, phone_number_id: str) -> None:
        self._people = [
            Customer(twin, phone_number_id, _unseen, name=name, phone=f"+55119910000{n:02d}", thinking=THINKS)
            for n, name in enumerate(NAMES)
        ]

    async def live(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for n, person in enumerate(self._people):
                group.create_task(person.follow())
                group.create_task(_visits(person, n))


async def _visits(person: Customer, n: int) -> None:
    await asyncio.sleep(secrets.randbelow(FIRST_SECONDS))
    script = PERSON if n % FOR_A_PERSON == 0 else SCRIPTS[n % len(SCRIPTS)]
    while True:
        if await person.talk(script):
            await asyncio.sleep(_between(RESTS))
        # Who waits for a person asks again now and then; who was answered comes back with something else.
        while not await person.talk((Turn(text=secrets.choice(ASIDES)),)):  # noqa: ASYNC110  people wait by the clock
            await asyncio.sleep(_between(WAITS))
        await asyncio.sleep(_between(RESTS))


def _between(limits: tuple[float, float]) -> float:
    least, most = limits
    return least + (most - least) * secrets.randbelow(1000) / 1000


def _unseen(_: str) -> None:
    """Their conversations are to be read in the console."""
