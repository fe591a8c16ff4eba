"""What is traced is worked on by itself, so that its part of the time can be told; all else in batches."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from pytake_domain.kernel.work import Leased

T = TypeVar("T", bound=Leased)


def apart(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Stretches of rows in their order: each traced one alone, between them the others together."""
    begin = 0
    for place, row in enumerate(rows):
        if row.trace is not None:
            if begin < place:
                yield rows[begin:place]
            yield rows[place : place + 1]
            begin = place + 1
    if begin < len(rows):
        yield rows[begin:]
