"""Runs where nothing but the wheel is installed: a flow on the memory adapters; prints what came of it, and what was loaded."""

import asyncio
import json
import re
import sys
from importlib.metadata import distribution, distributions, packages_distributions

from pytake_domain.flows import Trigger, TriggerKind, read_graph
from pytake_domain.testing.memory.house import MemoryHouse

NODES = [
    {"id": "start", "type": "start"},
    {
        "id": "ask",
        "type": "message",
        "data": {"text": "Olá, {{ contact.name }}! Quer a segunda via?", "buttons": [{"id": "yes", "title": "Sim"}]},
    },
    {"id": "done", "type": "end", "data": {"text": "Enviamos já."}},
]
EDGES = [
    {"id": "1", "source": "start", "target": "ask"},
    {"id": "2", "source": "ask", "source_handle": "yes", "target": "done"},
]


async def talk() -> list[list[str]]:
    """A customer's two messages, and what each brought back."""
    house = MemoryHouse()
    company = await house.company()
    number = await company.number()
    graph, _ = read_graph(NODES, EDGES)
    await company.publish("Boletos", graph, Trigger(kind=TriggerKind.DEFAULT))
    maria = number.customer("+5511987654321", name="Maria")
    return [await maria.says("oi"), await maria.taps("yes", "Sim")]


def plain(name: str) -> str:
    """One spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs(name: str, installed: set[str]) -> set[str]:
    """A distribution's own dependencies, and theirs, as far as this machine needs them."""
    found: set[str] = set()
    for requirement in distribution(name).requires or ():
        needed = plain(re.split(r"[\s;<>=!~\[(]", requirement, maxsplit=1)[0])
        if "extra ==" not in requirement and needed in installed - found:
            found |= {needed} | needs(needed, installed)
    return found


def main() -> None:
    """Print JSON."""
    answers = asyncio.run(talk())
    owners = packages_distributions()
    tops = {module.partition(".")[0] for module in sys.modules}
    loaded = {plain(owner) for top in tops for owner in owners.get(top, ())}
    installed = {plain(each.metadata["Name"]) for each in distributions()}
    of_liquid = needs("python-liquid", installed)
    told = {
        "answers": answers,
        "loaded": sorted(loaded - of_liquid),
        "installed": sorted(installed),
        "of_liquid": sorted(of_liquid),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
