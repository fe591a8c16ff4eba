"""What the clients do about refusals, lost answers and tokens that are over, on a server that is played."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pytake_client import (
    AsyncPytake,
    Conflict,
    Failed,
    Invalid,
    Patience,
    Pytake,
    SecondStepNeeded,
    Throttled,
    Tokens,
    Unauthenticated,
    Unreachable,
    Upload,
)
from pytake_client.api import auth, contacts, tags, whatsapp
from pytake_client.types import ContactTagsIn, LoginIn, SendTextIn

QUICK = Patience(tries=3, first=0.001, longest=0.05)
URL = "https://pytake.example"


class Server:
    """Answers in their order; the last one again and again. An answer that is an exception never comes."""

    def __init__(self, *answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(request)
        # A response is read once.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def client(self, **options: Any) -> AsyncPytake:
        given: dict[str, Any] = {"api_key": "pk_one", "patience": QUICK, **options}
        return AsyncPytake(URL, transport=httpx.MockTransport(self), **given)

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("Idempotency-Key") for request in self.asked]


def refusal(status: int, code: str, retry_after: str | None = None, **more: Any) -> httpx.Response:
    body = {"error": {"code": code, "message": "No.", "details": [], "request_id": "r-1"} | more}
    return httpx.Response(status, json=body, headers={"Retry-After": retry_after} if retry_after else {})


MESSAGE: dict[str, Any] = {
    "id": "0197f3a0-0000-7000-8000-000000000001",
    "conversation_id": "0197f3a0-0000-7000-8000-000000000002",
    "contact_id": "0197f3a0-0000-7000-8000-000000000003",
    "whatsapp_config_id": "0197f3a0-0000-7000-8000-000000000004",
    "direction": "outbound", "type": "of-tomorrow", "content": {}, "text": "oi", "status": "queued", "status_history": [],
    "error": None, "whatsapp_message_id": None, "reply_to": None, "cost": None,
    "sent_by": {"kind": "api", "id": None},
    "created_at": "2026-11-27T12:00:00Z", "provider_at": None, "a_field_of_tomorrow": 1,
}  # fmt: skip
TEXT = SendTextIn(to="+5511987654321", message="oi")


def user(name: str = "Ana") -> dict[str, Any]:
    from msgspec.inspect import type_info

    from pytake_client import types

    def made(kind: Any) -> Any:  # noqa: PLR0911  a kind a line
        match type(kind).__name__:
            case "StructType":
                return {f.encode_name: made(f.type) for f in kind.fields if f.required}
            case "ListType":
                return []
            case "DictType":
                return {}
            case "UnionType":
                return None if any(type(t).__name__ == "NoneType" for t in kind.types) else made(kind.types[0])
            case "IntType" | "FloatType":
                return 1
            case "BoolType":
                return True
            case "UUIDType":
                return MESSAGE["id"]
            case "DateTimeType":
                return MESSAGE["created_at"]
            case _:
                return name

    found: dict[str, Any] = made(type_info(types.IssuedOut))
    return found


def issued(token: str, refresh: str | None) -> httpx.Response:
    return httpx.Response(200, json=user() | {"token": token, "refresh_token": refresh})


async def test_a_post_whose_answer_got_lost_is_repeated_with_its_key() -> None:
    server = Server(httpx.ReadError("gone"), httpx.Response(202, json=MESSAGE))
    async with server.client() as client:
        message = await client(whatsapp.send_text(TEXT))
    assert message.text == "oi"
    assert message.type == "of-tomorrow"
    assert len(server.keys) == 2
    assert server.keys[0] == server.keys[1] is not None
    assert server.asked[0].content == server.asked[1].content == b'{"to":"+5511987654321","message":"oi"}'


async def test_a_key_of_ones_own_goes_along() -> None:
    server = Server(httpx.Response(202, json=MESSAGE))
    async with server.client() as client:
        await client(whatsapp.send_text(TEXT), key="order-17")
        await client(whatsapp.send_text(TEXT))
        await client(whatsapp.send_text(TEXT))
    assert server.keys[0] == "order-17"
    assert len(set(server.keys)) == 3


async def test_a_sign_in_is_never_repeated_by_itself() -> None:
    server = Server(httpx.ReadError("gone"))
    async with server.client(api_key=None) as client:
        with pytest.raises(Unreachable):
            await client(auth.login(LoginIn(email="ana@example.com", password="x" * 12)))
    assert len(server.asked) == 1
    assert server.keys == [None]


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (refusal(429, "RATE_LIMITED", "0"), 3),
        (refusal(503, "UNAVAILABLE", "0"), 3),
        (httpx.Response(502, text="<html>proxy</html>"), 3),
        (refusal(409, "IDEMPOTENCY_KEY_RUNNING"), 3),
        (refusal(429, "RATE_LIMITED", "3600"), 1),
        (refusal(502, "ERP_REFUSED"), 1),
        (refusal(409, "CONTACT_EXISTS"), 1),
        (refusal(422, "VALIDATION_ERROR"), 1),
        (refusal(500, "BUG"), 1),
    ],
)
async def test_only_what_may_pass_is_asked_again(answer: httpx.Response, tries: int) -> None:
    server = Server(answer)
    async with server.client() as client:
        with pytest.raises((Throttled, Failed, Conflict, Invalid)):
            await client(whatsapp.send_text(TEXT))
    assert len(server.asked) == tries


async def test_an_error_says_all_the_server_said() -> None:
    detail = {"field": "text", "message": "is too long", "code": "too_long"}
    server = Server(refusal(422, "VALIDATION_ERROR", details=[detail]))
    async with server.client() as client:
        with pytest.raises(Invalid, match="is too long") as caught:
            await client(whatsapp.send_text(TEXT))
    error = caught.value
    assert (error.status, error.code, error.request_id) == (422, "VALIDATION_ERROR", "r-1")
    assert [(d.field, d.code) for d in error.details] == [("text", "too_long")]


async def test_tokens_are_renewed_once_for_all_that_find_them_over() -> None:
    paths, kept = list[str](), list[Tokens]()

    async def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        await asyncio.sleep(0.01)
        if request.url.path.endswith("/auth/refresh"):
            assert json.loads(request.content) == {"refresh_token": "r1"}
            return issued("t2", "r2")
        if request.headers["Authorization"] == "Bearer t2":
            return httpx.Response(202, json=MESSAGE)
        return refusal(401, "TOKEN_EXPIRED")

    transport = httpx.MockTransport(answer)
    async with AsyncPytake(
        URL, tokens=Tokens("t1", "r1"), on_tokens=kept.append, patience=QUICK, transport=transport
    ) as client:
        await asyncio.gather(*(client(whatsapp.send_text(TEXT)) for _ in range(5)))
    assert kept == [Tokens("t2", "r2")]
    assert paths.count("/api/v1/auth/refresh") == 1
    assert len(paths) == 5 + 1 + 5


async def test_a_renewal_whose_answer_got_lost_is_repeated_with_its_key() -> None:
    server = Server(
        refusal(401, "TOKEN_EXPIRED"), httpx.ReadError("gone"), issued("t2", "r2"), httpx.Response(202, json=MESSAGE)
    )
    async with server.client(api_key=None, tokens=Tokens("t1", "r1")) as client:
        await client(whatsapp.send_text(TEXT))
    sent, first, second, again = server.keys
    assert first == second is not None
    assert sent == again != first


async def test_a_session_that_is_over_is_told() -> None:
    server = Server(refusal(401, "TOKEN_EXPIRED"), refusal(401, "REFRESH_REFUSED"))
    async with server.client(api_key=None, tokens=Tokens("t1", "r1")) as client:
        with pytest.raises(Unauthenticated) as caught:
            await client(tags.all())
    assert caught.value.code == "REFRESH_REFUSED"
    assert len(server.asked) == 2


async def test_a_second_factor_is_asked_for() -> None:
    step = {"mfa_required": True, "mfa_token": "m1", "expires_in": 300, "means": ["totp"]}
    server = Server(httpx.Response(200, json=step))
    async with server.client(api_key=None) as client:
        with pytest.raises(SecondStepNeeded) as caught:
            await client.sign_in("ana@example.com", "secret-secret")
    assert (caught.value.token, caught.value.means) == ("m1", ["totp"])

    server = Server(httpx.Response(200, json=step), issued("t1", "r1"))
    async with server.client(api_key=None) as client:
        await client.sign_in("ana@example.com", "secret-secret", "123456")
        assert client.tokens == Tokens("t1", "r1")
    assert json.loads(server.asked[1].content) == {"mfa_token": "m1", "code": "123456"}


def page(*names: str, page: int = 1, pages: int | None = None, cursor: str | None = None) -> httpx.Response:
    data = [{"id": MESSAGE["id"], "name": name, "used": 1} for name in names]
    told = {"page": page, "limit": 2, "total": None, "pages": pages, "next_cursor": cursor}
    return httpx.Response(200, json={"data": data, "pagination": told})


async def test_pages_go_by_cursor_or_by_number() -> None:
    server = Server(page("a", "b", cursor="c1"), page("c", cursor=None))
    async with server.client() as client:
        assert [tag.name async for tag in client.pages(tags.all(limit=2))] == ["a", "b", "c"]
    assert [dict(request.url.params) for request in server.asked] == [
        {"limit": "2", "cursor": ""},
        {"limit": "2", "cursor": "c1"},
    ]

    server = Server(page("a", "b", pages=2), page("c", page=2, pages=2))
    async with server.client() as client:
        assert [tag.name async for tag in client.pages(tags.all(page=1))] == ["a", "b", "c"]
    assert [request.url.params["page"] for request in server.asked] == ["1", "2"]


async def test_places_and_lists_are_written_as_addresses_want_them() -> None:
    server = Server(httpx.Response(204))
    async with server.client() as client:
        await client(contacts.remove("a/b", reason="at her wish"))
    assert server.asked[0].url.raw_path == b"/api/v1/contacts/a%2Fb?reason=at+her+wish"

    call = contacts.all(tags=["a", "b"])
    server = Server(httpx.Response(200, json={"data": [], "pagination": json.loads(page().content)["pagination"]}))
    async with server.client() as client:
        await client(call)
    assert server.asked[0].url.params.get_list("tags") == ["a", "b"]


async def test_a_file_goes_behind_its_values() -> None:
    server = Server(refusal(422, "FILE_UNREADABLE"))
    async with server.client() as client:
        with pytest.raises(Invalid):
            await client(contacts.import_start(options="{}", file=Upload("a.csv", b"phone\n", "text/csv")))
    body = server.asked[0].content
    assert body.index(b'name="options"') < body.index(b'name="file"; filename="a.csv"')


def test_the_synchronous_client_does_the_same() -> None:
    server = Server(refusal(503, "UNAVAILABLE", "0"), page("a", cursor="c"), page("b"), httpx.Response(204))
    with Pytake(URL, api_key="pk_one", patience=QUICK, transport=httpx.MockTransport(server)) as client:
        assert [tag.name for tag in client.pages(tags.all())] == ["a", "b"]
    assert server.asked[0].headers["X-API-Key"] == "pk_one"
    server = Server(refusal(401, "TOKEN_EXPIRED"), issued("t2", None), refusal(401, "TOKEN_EXPIRED"))
    with Pytake(URL, tokens=Tokens("t1", "r1"), patience=QUICK, transport=httpx.MockTransport(server)) as client:
        with pytest.raises(Unauthenticated):
            client(contacts.tag(MESSAGE["id"], ContactTagsIn(tags=["a"])))
        assert client.tokens == Tokens("t2", None)
