"""Recorded answers of an ERP, cut, bent and nested, given to an adapter without any network."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from tests.support.erp_recorded import RecordedErp, body_of, names, recorded

from pytake_adapters.net import erp_server
from pytake_adapters.net.erp_server import Answer, Ask, ErpServer
from pytake_domain.erp import Erp, ErpFailed

Operation = Callable[[Erp], Awaitable[Any]]
HTML = b"<!DOCTYPE html><html><body>Ocorreu um erro.</body></html>"
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20))
ANYTHING = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
NOT_OURS = st.one_of(
    st.just(HTML),
    st.binary(max_size=60),
    st.just(b"[" * 2000 + b"]" * 2000),
    _SCALARS.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(["a", "data", "result"]), _SCALARS, max_size=3).map(
        lambda v: json.dumps(v).encode()
    ),
)
"""Bodies that are no answer of any ERP's."""


MOST_DRAWN = 12
"""Answers made anew in one operation; what is asked beyond them gets the last one again."""


@cache
def recorded_at(vendor: str) -> Mapping[str, list[bytes]]:
    """All bodies that were recorded with 200, by path."""
    found: dict[str, list[bytes]] = {}
    for name in names(vendor):
        file = recorded(vendor, name)
        if file["response"]["status"] == 200:
            found.setdefault(file["request"]["path"], []).append(body_of(file["response"]))
    return found


def bent_answers(data: st.DataObject, vendor: str, status: int = 200) -> Callable[[Ask], Answer]:
    """What was recorded at the path that is asked, mostly, with something else in places of it."""
    known = recorded_at(vendor)
    everything = [body for bodies in known.values() for body in bodies]
    made: list[Answer] = []

    def answer(ask: Ask) -> Answer:
        if len(made) < MOST_DRAWN:
            here = known.get(ask.path, everything) if data.draw(st.integers(0, 4)) else everything
            body = _bent_body(data.draw, data.draw(st.sampled_from(here)))
            made.append(Answer(status=status, content_type="text/html", body=body))
        return made[-1]

    return answer


def halves(data: st.DataObject, vendor: str) -> Callable[[Ask], Answer]:
    """What was recorded at the path that is asked, cut off somewhere."""
    known = recorded_at(vendor)

    def answer(ask: Ask) -> Answer:
        body = data.draw(st.sampled_from(known.get(ask.path) or [b"{}"]))
        half = body[: data.draw(st.integers(0, len(body) - 2))] if len(body) > 2 else b""
        return Answer(status=200, content_type="text/html", body=half)

    return answer


def _bent_body(draw: Callable[[st.SearchStrategy[Any]], Any], body: bytes) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return body
    for _ in range(draw(st.integers(0, 3))):
        value = _bent(draw, value)
    return json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")


def _bent(draw: Callable[[st.SearchStrategy[Any]], Any], value: Any) -> Any:
    inside = isinstance(value, dict | list) and value and draw(st.integers(0, 5))
    if inside and isinstance(value, dict):
        key = draw(st.sampled_from(sorted(value)))
        if draw(st.integers(0, 7)) == 0:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: _bent(draw, value[key])}
    if inside:
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], _bent(draw, value[place]), *value[place + 1 :]]
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    wrong = st.sampled_from([deep, "0000-00-00", "", "0", "-1", "99999999999999999999", "1e400", "NaN", "REDACTED2"])
    return draw(st.one_of(wrong, ANYTHING, st.just([value]), st.just({"x": value})))


def told(
    vendor: str,
    secrets: Mapping[str, str],
    operation: Operation,
    answer: Callable[[Ask], Answer],
) -> object:
    """What an operation makes of such answers; ErpFailed where it fails so."""

    async def sent(_: ErpServer, ask: Ask) -> Answer:
        return answer(ask)

    async def run() -> Any:
        server = RecordedErp(vendor)
        server.url = "http://127.0.0.1:9"
        erp = server.opened(secrets)
        try:
            return await operation(erp)
        except ErpFailed as failed:
            return failed
        finally:
            await erp.aclose()

    with patch.object(ErpServer, "_sent", sent), patch.object(erp_server, "REPEATS", 0):
        return asyncio.run(run())
