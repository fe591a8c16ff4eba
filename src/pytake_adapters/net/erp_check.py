"""The steps of a check as they are taken: timed, and what fails is told instead of raised."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from pytake_domain.erp import Capability, ErpFailed, ErpReport, ErpStep, FailureKind

Asked = Callable[[], Awaitable[Any]]

AT_ONCE = 2
_NOT_REACHED = frozenset({FailureKind.UNAVAILABLE, FailureKind.VALIDATION, FailureKind.UNEXPECTED_RESPONSE})
_ANSWERED = frozenset({FailureKind.NOT_FOUND, FailureKind.VALIDATION, FailureKind.BUSINESS})


class Checkup:
    """Ask `reach` first and, where it is reached, `probe` what a tenant may lack; `report` tells it all."""

    def __init__(self) -> None:
        self._steps: list[ErpStep] = []
        self._missing: set[Capability] = set()

    async def reach(self, asked: Asked) -> bool:
        """One question that needs address and credentials alike; may others follow?"""
        failed, ms = await _tried(asked)
        if failed is None:
            self._steps += (ErpStep(step="address", ok=True, ms=ms), ErpStep(step="credentials", ok=True))
            return True
        if failed.kind in _NOT_REACHED:
            self._steps.append(_broken("address", failed, ms))
        else:
            self._steps += (ErpStep(step="address", ok=True, ms=ms), _broken("credentials", failed, 0))
        return False

    async def probe(self, questions: Mapping[str, Asked], lacking: Mapping[str, Iterable[Capability]]) -> set[str]:
        """The names of questions that were answered, if only by a refusal of what was asked about; the others cost `lacking`."""
        answered = set()
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(asked: Asked) -> tuple[ErpFailed | None, int]:
            async with gate:
                return await _tried(asked)

        found = await asyncio.gather(*map(one, questions.values()))
        for name, (failed, ms) in zip(questions, found, strict=True):
            if failed is None or failed.kind in _ANSWERED:
                answered.add(name)
                self._steps.append(ErpStep(step=str(name), ok=True, ms=ms))
            else:
                self._steps.append(_broken(name, failed, ms))
                self._missing.update(lacking.get(name, ()))
        return answered

    def report(self, claims: frozenset[Capability]) -> ErpReport:
        """As found: nothing is offered where nothing was reached."""
        found = ErpReport(steps=tuple(self._steps), offers=frozenset())
        if found.broken is not None or not self._steps:
            return found
        return ErpReport(steps=found.steps, offers=claims - self._missing)


async def _tried(asked: Asked) -> tuple[ErpFailed | None, int]:
    loop = asyncio.get_running_loop()
    started = loop.time()
    failed = None
    try:
        await asked()
    except ErpFailed as error:
        failed = error
    return failed, round((loop.time() - started) * 1000)


def _broken(step: str, failed: ErpFailed, ms: int) -> ErpStep:
    return ErpStep(step=str(step), ok=False, error=failed.kind.value, detail=failed.detail, ms=ms)
