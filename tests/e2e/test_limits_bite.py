"""What docs/limits.md says is what the running application does: just at a limit it is taken, just over it is refused by name."""

import asyncio
import secrets
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from tests.architecture.limits_doc import Row, rows
from tests.e2e.company import Company, House
from tests.e2e.test_bad_input import Api, assert_envelope, things, victim
from tests.e2e.test_real_time import watching
from tests.e2e.walk import Things, changed, places, routes, samples, writing

from pytake_app.http.edge.errors import LARGEST_BODY
from pytake_app.http.edge.head import LONGEST_ADDRESS, MOST_HEADERS
from pytake_app.http.edge.shape import DEEPEST, LONGEST_TEXT, MOST_ITEMS
from pytake_app.realtime.channels import MOST_CHANNELS
from pytake_app.realtime.socket import LARGEST
from pytake_app.settings import Settings
from pytake_domain.kernel.page import MAX_LIMIT

__all__ = ["things", "victim"]
SHOWN = [row for row in rows() if row.shown_by]
SOON = 2.0
"""Seconds in which whatever is refused is refused."""
Bodies = dict[str, dict[str, Any]]


@pytest.fixture
def api(victim: Company, things: Things) -> Api:
    return Api(victim, things)


@pytest.fixture
def bodies(victim: Company, things: Things) -> Bodies:
    return samples(things, victim.customer(), secrets.token_hex(4))


def soon(answer: httpx.Response) -> httpx.Response:
    assert answer.elapsed.total_seconds() < SOON, (answer.request.method, answer.request.url)
    return answer


def named(sample: Any, path: str) -> tuple[tuple[str | int, ...], Any]:
    """The place of a dotted path in a body, and what stands there."""
    place: list[str | int] = []
    for step in path.split("."):
        place.append(int(step) if isinstance(sample, list) else step)
        sample = sample[place[-1]]
    return tuple(place), sample


def of_size(before: Any, size: int) -> Any:
    return (before or ["x"])[:1] * size if isinstance(before, list) else "x" * size


async def answered(api: Api, bodies: Bodies, row: Row, size: int) -> set[tuple[str, str]]:
    """What is refused, with the field's value of that size."""
    method, path, field = row.shown_by.split(" ")
    sample = bodies[f"{method} {path}"]
    place, before = named(sample, field)
    answer = await api.send(method, path, changed(sample, place, of_size(before, size)))
    if answer.is_success:
        return set()
    # Others say no as well: the ERP that knows no such contract, the platform whose logo one may not change.
    error = assert_envelope(answer, 401, 403, 409, 422, 502)
    return {(detail["field"], detail["code"]) for detail in error["details"]}


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: row.shown_by.replace(" ", "_"))
async def test_just_over_is_refused_and_just_at_is_not(api: Api, bodies: Bodies, row: Row) -> None:
    code = row.answer.split("`")[1]
    over = await answered(api, bodies, row, row.value + 1)
    at = await answered(api, bodies, row, row.value)
    assert code in {told for _, told in over - at}


async def test_no_route_takes_an_address_that_is_too_long(victim: Company, things: Things) -> None:
    for route in routes():
        if route.method == "GET":
            path = route.to(**{**things.ids(), "slug": "nova", "token": "x"})
            longer = soon(await victim.call("GET", path, params={"q": "x" * 9_000}))
            assert assert_envelope(longer, 414)["code"] == "ADDRESS_TOO_LONG", route.name
    path = "/api/v1/tags?q="
    assert (await victim.call("GET", path + "x" * (LONGEST_ADDRESS - len(path) + 1))).status_code == 200
    assert_envelope(await victim.call("GET", path + "x" * (LONGEST_ADDRESS - len(path) + 2)), 414)


async def test_every_list_bounds_its_pages(victim: Company, things: Things) -> None:
    for route in routes():
        if "limit" not in {query["name"] for query in route.queries}:
            continue
        needed = {query["name"]: "1" for query in route.queries if query.get("required")}
        for limit in ("0", "-1", "1001", "abc"):
            asked = {**needed, "limit": limit}
            error = assert_envelope(soon(await victim.call("GET", route.to(**things.ids()), params=asked)), 422)
            assert error["details"][0]["field"] == "limit", (route.name, limit)
            assert error["details"][0]["code"] == ("wrong_type" if limit == "abc" else "out_of_range"), route.name
    for most, status in ((MAX_LIMIT, 200), (MAX_LIMIT + 1, 422)):
        assert (await victim.call("GET", "contacts", params={"limit": most})).status_code == status


async def test_no_route_takes_what_is_nested_too_deep(api: Api) -> None:
    for route in writing():
        for deep in (1_000, DEEPEST):
            answer = soon(await api.send(route.method, route.path, b'{"a":' + b"[" * deep + b"]" * deep + b"}"))
            error = assert_envelope(answer, 422)
            assert (error["details"][0]["field"], error["details"][0]["code"]) == ("body", "too_deep"), route.name
        right = b'{"a":' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}"
        (problem, *_) = assert_envelope(await api.send(route.method, route.path, right), 422)["details"]
        assert problem["code"] != "too_deep", route.name


async def test_no_route_takes_a_text_or_a_list_without_end(api: Api, bodies: Bodies) -> None:
    for route in writing():
        size = 1_000_000
        for path, value in places(bodies[route.name]):
            if not isinstance(value, str | list) or route.path == "/graphql" or route.path.endswith("/ai/knowledge"):
                continue
            if isinstance(value, list):
                huge: Any = (value[:1] or ["x"]) * 10_000
            else:
                # One of each route is as long as a body may be at all.
                huge, size = "x" * size, LONGEST_TEXT + 1
            answer = soon(await api.send(route.method, route.path, changed(bodies[route.name], path, huge)))
            if answer.status_code == 413:
                assert assert_envelope(answer, 413)["code"] == "TOO_LARGE", route.name
                assert len(answer.request.content) > LARGEST_BODY
                continue
            named_fields = {each["field"].partition(".")[0] for each in assert_envelope(answer, 422)["details"]}
            assert path[0] in named_fields, (route.name, path, answer.text)


async def test_what_is_just_within_the_edges_bounds_is_left_to_the_domain(api: Api) -> None:
    for size, code in ((LONGEST_TEXT, "length"), (LONGEST_TEXT + 1, "too_long")):
        answer = await api.send("POST", "/api/v1/tags", {"name": "x" * size})
        (problem,) = assert_envelope(answer, 422)["details"]
        assert problem["code"] == code
    for count, code in ((MOST_ITEMS, "length"), (MOST_ITEMS + 1, "too_many")):
        answer = await api.send("POST", "/api/v1/contacts/bulk", {"action": "tag", "ids": [NOBODY_ID] * count})
        assert code in {problem["code"] for problem in assert_envelope(answer, 422)["details"]}


NOBODY_ID = "00000000-0000-0000-0000-000000000007"


async def test_too_many_headers_are_refused(victim: Company) -> None:
    for count, status in ((MOST_HEADERS // 2, 200), (MOST_HEADERS + 1, 431)):
        headers = {f"X-A{index}": "1" for index in range(count)}
        answer = await victim.call("GET", "auth/me", headers=headers)
        assert answer.status_code == status
    assert assert_envelope(answer, 431)["code"] == "HEAD_TOO_LARGE"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_message_of_a_socket_that_is_too_large_ends_it(house: House, company: Company) -> None:
    async with watching(house, company.headers) as watcher:
        await watcher.say(type="ping", token="x" * (LARGEST - 200))
        await watcher.hear("pong")
        await watcher.say(type="ping", token="x" * LARGEST)
        assert await watcher.closed() == 1009


async def test_a_socket_has_no_more_channels_than_it_may(house: House, company: Company) -> None:
    known = ["messages", "flows"] * (MOST_CHANNELS // 2)
    async with watching(house, company.headers) as watcher:
        assert (await watcher.watch(*known, "numbers"))["data"]["code"] == "VALIDATION_ERROR"
        assert (await watcher.watch(*known))["type"] == "subscribed"


async def test_nobody_opens_more_sockets_than_they_may(house: House, company: Company) -> None:
    most = Settings().sockets_a_person
    async with AsyncExitStack() as open_now:
        first = await open_now.enter_async_context(watching(house, company.headers))
        for _ in range(most - 1):
            last = await open_now.enter_async_context(watching(house, company.headers))
        await last.say(type="ping")
        await last.hear("pong")
        async with watching(house, company.headers) as one_too_many:
            assert (await one_too_many.hear("error"))["data"]["code"] == "TOO_MANY_SOCKETS"
            assert await one_too_many.closed() == 4429
        await first.socket.close()
        await asyncio.sleep(0.1)
        async with watching(house, company.headers) as again:
            await again.say(type="ping")
            await again.hear("pong")
