"""Being asked to end is never forgotten, wherever the program is at that moment."""

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from pytake_app.embedded.demo.ending import SIGNALS, Ending


@pytest.fixture
def ending() -> Iterator[Ending]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    made = Ending()
    made.listen()
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_during_work_cuts_it_off(ending: Ending, number: signal.Signals) -> None:
    cut, begun, cuts = threading.Event(), threading.Event(), []

    def work() -> None:
        begun.set()
        cut.wait(30)
        raise OSError("the servers are gone")

    def interrupt() -> None:
        begun.wait(30)
        time.sleep(0.05)
        signal.raise_signal(number)

    threading.Thread(target=interrupt).start()

    def cut_off() -> None:
        cuts.append(1)
        cut.set()

    ending.unless_asked(work, cut_off)
    assert ending.asked()
    assert len(cuts) == 2, "what was begun while it was cut off is cut off as well"


def test_a_signal_raises_nothing_where_it_arrives(ending: Ending) -> None:
    signal.raise_signal(signal.SIGTERM)
    assert ending.asked()


def test_once_asked_nothing_more_is_begun(ending: Ending) -> None:
    signal.raise_signal(signal.SIGINT)
    begun: list[int] = []
    ending.unless_asked(lambda: begun.append(1), lambda: None)
    assert begun == []


def test_unasked_it_is_done_and_its_errors_are_told(ending: Ending) -> None:
    done: list[int] = []
    ending.unless_asked(lambda: done.append(1), lambda: None)
    assert done == [1]
    with pytest.raises(OSError, match="full"):
        ending.unless_asked(lambda: _fail("full"), lambda: None)


def _fail(why: str) -> None:
    raise OSError(why)
