"""What operators are shown of traces and logs: whole traces, nobody's data."""

import datetime as dt
import logging
from collections.abc import Sequence
from itertools import count
from uuid import UUID

import msgspec

from pytake_adapters.tracing import begun, carried, resumed, within
from pytake_app.observability.recent import LOGS, MOST_WAITING, LogRecordOut, Recent, RecentLogs, SpanOut
from pytake_app.wire.observability import traces_of
from pytake_app.worker.traced import apart
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import Leased

AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
_numbers = count(10)


class Shelf:
    """Records as they are put down; away when it is told to be."""

    def __init__(self) -> None:
        self.rows: list[bytes] = []
        self.away = False

    async def put(self, kind: str, records: Sequence[bytes]) -> bool:
        if not self.away:
            self.rows += [record for record in records if kind == LOGS]
        return not self.away


def row(trace: str | None = None) -> Leased:
    return Leased(tenant_id=TenantId(UUID(int=1)), id=UUID(int=next(_numbers)), token=UUID(int=2), trace=trace)


def span(name: str, *, after: float, lasts: float, trace: str = "a", parent: str | None = "p") -> SpanOut:
    began = AT + dt.timedelta(milliseconds=after)
    return SpanOut(
        trace_id=trace,
        span_id=name,
        parent_id=parent,
        name=name,
        service="api" if parent is None else "worker",
        started_at=began,
        duration_ms=lasts,
        status="Unavailable" if name == "broken" else "ok",
        attributes={},
    )


def test_what_is_traced_stands_alone_and_everything_keeps_its_order() -> None:
    rows = [row(), row(), row("t"), row("t"), row()]
    stretches = list(apart(rows))
    assert [len(stretch) for stretch in stretches] == [2, 1, 1, 1]
    assert [each for stretch in stretches for each in stretch] == rows
    assert list(apart([])) == []
    assert list(apart(rows[:2])) == [rows[:2]]


def test_without_a_trace_nothing_is_carried_and_nothing_begun() -> None:
    with begun("x", 0.0) as none, within("y") as nothing:
        assert none is None
        assert nothing is None
        assert carried() is None
    for text in (None, "", "00-xyz", f"00-{'0' * 32}-{'0' * 16}-01", f"00-{'g' * 32}-{'1' * 16}-01"):
        with resumed("z", text) as span_:
            assert span_ is None


def test_a_trace_lasts_until_its_last_part_ends_and_tells_what_broke() -> None:
    spans = [
        span("sent", after=40, lasts=10),
        span("accepted", after=0, lasts=5, parent=None),
        span("broken", after=20, lasts=100),
        span("alone", after=500, lasts=1, trace="b"),
    ]
    alone, whole = traces_of(spans)
    assert (whole.name, whole.duration_ms, whole.status, whole.complete) == ("accepted", 120.0, "Unavailable", True)
    assert whole.services == ["api", "worker"]
    assert [part.name for part in whole.spans] == ["accepted", "broken", "sent"]
    assert (alone.name, alone.complete) == ("alone", False)


async def test_log_records_are_kept_without_personal_data() -> None:
    shelf = Shelf()
    recent = Recent(shelf)  # type: ignore[arg-type]
    handler = RecentLogs(recent, "worker")
    log = logging.getLogger("pytake_app.told")
    log.addHandler(handler)
    log.debug("unseen")
    try:
        int("maria@exemplo.com")
    except ValueError:
        log.exception("no answer to %s", "+5511988887777")
    log.removeHandler(handler)
    await recent.flush()
    (told,) = [msgspec.json.decode(each, type=LogRecordOut) for each in shelf.rows]
    assert (told.level, told.service, told.logger) == ("error", "worker", "pytake_app.told")
    assert "11988887777" not in told.message
    assert "maria" not in told.exception
    assert "ValueError" in told.exception


async def test_while_the_server_is_away_the_newest_records_wait() -> None:
    shelf = Shelf()
    recent = Recent(shelf)  # type: ignore[arg-type]
    shelf.away = True

    def line(number: int) -> LogRecordOut:
        return LogRecordOut(at=AT, level="info", service="api", logger="x", message=str(number))

    for number in range(MOST_WAITING + 5):
        recent.add(LOGS, line(number))
    await recent.flush()
    shelf.away = False
    await recent.flush()
    told = [msgspec.json.decode(each, type=LogRecordOut).message for each in shelf.rows]
    assert told == [str(number) for number in range(5, MOST_WAITING + 5)]
