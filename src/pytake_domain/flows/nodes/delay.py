"""`delay`: waits for a while before it goes on."""

import datetime as dt
from typing import ClassVar

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, Given, NodeData
from pytake_domain.flows.run import Run

_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_LONGEST = int(limits.LONGEST_DELAY.total_seconds())


class Delay(NodeData, frozen=True, kw_only=True):
    """`seconds`, or an `amount` of a `unit`."""

    type: ClassVar[str] = "delay"
    seconds: int | None = None
    amount: int | None = None
    unit: str = "seconds"

    def _total(self) -> int:
        return self.seconds if self.seconds is not None else (self.amount or 0) * _UNITS.get(self.unit, 1)

    def silence(self, handle: str) -> dt.timedelta | None:
        """As long as it waits."""
        del handle
        return self._length()

    def _length(self) -> dt.timedelta:
        return dt.timedelta(seconds=min(max(self._total(), 1), _LONGEST))

    def problems(self, build: Build) -> None:
        """Between a second and the longest delay."""
        if self.unit not in _UNITS:
            build.problem("unknown_unit", "unit", unit=self.unit[:20])
        elif not 1 <= self._total() <= _LONGEST:
            build.problem("out_of_range", "seconds" if self.amount is None else "amount", least=1, most=_LONGEST)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        del build
        return _Delay(self._length())


class _Delay(Compiled):
    __slots__ = ("length",)

    def __init__(self, length: dt.timedelta) -> None:
        super().__init__()
        self.waits = True
        self.length = length

    def enter(self, run: Run) -> None:
        run.wait_until(run.now + self.length)

    def resume(self, run: Run, given: Given) -> str:
        del run, given
        return DEFAULT
