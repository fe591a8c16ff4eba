"""What each process holds, minute by minute, and whether that grows."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

LIVED = 6
"""Looks at a process before anything is said of its slope; the first quarter of a life is warming up."""
GROWN, LEAST_MB = 1.15, 8.0
"""The last third of a life holds at most this much of what the middle third did, or not so much more that it matters: a replica
of some minutes goes from five megabytes to ten.
"""


class Memory:
    """PSS of process trees: pages that several share are counted once, in equal parts. Shared memory, which is PostgreSQL's
    buffers and as large as its setting says, is left out.
    """

    def __init__(self, pids: Callable[[], Mapping[str, int]], every: float) -> None:
        self._pids, self._every = pids, every
        self.lives: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)

    async def watch(self, over: Callable[[], bool]) -> None:
        """Look now and then."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not over():
            for name, pid in self._pids().items():
                held = await asyncio.to_thread(_pss, pid)
                if held:
                    self.lives[name, pid].append(((loop.time() - began) / 60, round(held, 1)))
            await asyncio.sleep(self._every)

    def told(self) -> dict[str, Any]:
        """Of each name the longest life: minutes, MB at its first and last look and at most, MB an hour."""
        longest: dict[str, list[tuple[float, float]]] = {}
        for (name, _), looks in self.lives.items():
            if len(looks) > len(longest.get(name, [])):
                longest[name] = looks
        return {name: _of(looks) for name, looks in sorted(longest.items())}

    def series(self) -> dict[str, list[tuple[float, float]]]:
        """Every look: minute and MB, by name and process."""
        return {
            f"{name} ({pid})": [(round(at, 1), held) for at, held in looks] for (name, pid), looks in self.lives.items()
        }


def _of(looks: Sequence[tuple[float, float]]) -> dict[str, Any]:
    held = [mb for _, mb in looks]
    told = {"minutes": round(looks[-1][0] - looks[0][0], 1), "first": held[0], "last": held[-1], "most": max(held)}
    warm = looks[len(looks) // 4 :]
    if len(warm) < LIVED:
        return told
    third = len(held) // 3
    middle, last = sum(held[third : 2 * third]) / third, sum(held[-third:]) / third
    return told | {"mb_an_hour": round(_slope(warm) * 60, 1), "grows": last > max(GROWN * middle, middle + LEAST_MB)}


def _slope(looks: Sequence[tuple[float, float]]) -> float:
    """Least squares."""
    at, held = sum(x for x, _ in looks) / len(looks), sum(y for _, y in looks) / len(looks)
    return sum((x - at) * (y - held) for x, y in looks) / sum((x - at) ** 2 for x, _ in looks)


def _pss(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        return sum(_own(each.pid) for each in (root, *root.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0.0


def _own(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return 0.0
    told = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return (told["Pss"] - told.get("Pss_Shmem", 0)) / 1024
