"""Whatever is sent, the answer is one envelope that names the field, and nothing breaks."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.e2e.company import WEBHOOK, Company, House, sign, until
from tests.e2e.walk import NOBODY, Things, changed, places, routes, samples, things_of, writing

DEEP = b'{"nodes":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
WRONG: dict[type, tuple[Any, ...]] = {
    str: (7, ["x"], {"x": 1}, True),
    int: ("sete", 1.5, [1], {}),
    bool: ("sim", 7, []),
    list: ("x", 7, {"x": 1}),
    dict: (7, ["x"]),
}
HOSTILE_TEXTS = ("a\0b", "\0", "x" * 200_000, "\u202e\ufeff\U0001f600" * 50, "'; DROP TABLE users; --", "{{ 7 | x }}")
HOSTILE_NUMBERS = (-1, 0, 2**31, 2**63, 10**40)


def assert_envelope(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, (answer.request.method, answer.request.url, answer.status_code, answer.text)
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "details", "request_id"}
    assert error["message"]
    assert "…" not in error["message"], error
    assert error["request_id"] == answer.headers["X-Request-ID"]
    for detail in error["details"]:
        assert detail["field"]
        assert detail["message"]
        assert "…" not in detail["message"], detail
    return error


@pytest.fixture(scope="module")
async def victim(house: House) -> Company:
    """Who may do everything there is, so that nothing hostile ends at a missing permission."""
    company = await house.company()
    mark = "UPDATE users SET platform_admin = true WHERE email = $1"
    await (await house.admin()).execute(mark, company.email)
    return company


@pytest.fixture(scope="module")
async def things(victim: Company) -> Things:
    return await things_of(victim)


@pytest.fixture
def bodies(victim: Company, things: Things) -> dict[str, dict[str, Any]]:
    return samples(things, victim.customer(), secrets.token_hex(4))


class Api:
    """Posts bodies to the routes that take one."""

    def __init__(self, victim: Company, things: Things) -> None:
        self._victim = victim
        self._ids = things.ids()

    async def send(self, method: str, path: str, body: Any, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"Content-Type": "application/json", **headers}
        return await self._victim.call(method, path.format_map(self._ids), content=raw, headers=kind)


@pytest.fixture
def api(victim: Company, things: Things) -> Api:
    return Api(victim, things)


def test_every_writing_route_has_a_right_body(bodies: dict[str, dict[str, Any]]) -> None:
    assert {route.name for route in writing()} == set(bodies)
    for route in writing():
        assert route.body is not None
        assert set(bodies[route.name]) <= set(route.body["properties"]), route.name


async def test_a_missing_field_is_named(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    for route in writing():
        for field in (route.body or {}).get("required", ()):
            body = {key: value for key, value in bodies[route.name].items() if key != field}
            error = assert_envelope(await api.send(route.method, route.path, body), 422)
            assert (error["details"][0]["field"], error["details"][0]["code"]) == (field, "required"), route.name


async def test_an_unknown_field_is_named(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    for route in writing():
        error = assert_envelope(await api.send(route.method, route.path, {**bodies[route.name], "surprise": 1}), 422)
        assert [(d["field"], d["code"]) for d in error["details"]] == [("surprise", "unknown_field")], route.name


async def test_a_field_of_another_type_is_named(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    for route in writing():
        for field, right in bodies[route.name].items():
            for wrong in WRONG.get(type(right), ()):
                if field == "trigger" and isinstance(wrong, str):
                    continue
                answer = await api.send(route.method, route.path, {**bodies[route.name], field: wrong})
                error = assert_envelope(answer, 422)
                assert error["details"][0]["field"].partition(".")[0] == field, (route.name, field, wrong, error)


async def test_what_is_no_json_object_is_refused(api: Api) -> None:
    for route in writing():
        nothing = () if route.optional else (b"",)
        for raw in (*nothing, b"{", b'{"a":', b"\xff\xfe", b'"\xed\xa0\x80"', b'{"name": "\\ud800"}', b"nul", DEEP):
            error = assert_envelope(await api.send(route.method, route.path, raw), 400, 422)
            assert error["code"] in ("MALFORMED", "VALIDATION_ERROR"), (route.name, raw[:20])
        for raw in (b"[]", b"7", b'"x"', b"true"):
            assert_envelope(await api.send(route.method, route.path, raw), 422)


async def test_too_much_is_refused_before_it_is_read(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    for route in writing():
        huge = {**bodies[route.name], "padding": "x" * (1024 * 1024 + 1)}
        error = assert_envelope(await api.send(route.method, route.path, huge), 413)
        assert "1048576" in error["message"]


async def test_another_media_type_is_refused(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    for route in writing():
        for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = await api.send(route.method, route.path, bodies[route.name], **{"Content-Type": kind})
            assert assert_envelope(answer, 415)["code"] == "UNSUPPORTED_MEDIA_TYPE", (route.name, kind)


def hostile(body: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    for path, value in places(body):
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, str):
            yield from ((path, text) for text in HOSTILE_TEXTS)
        elif isinstance(value, int):
            yield from ((path, number) for number in HOSTILE_NUMBERS)
        elif isinstance(value, list):
            yield path, value * 1_500 if value else [{}] * 1_500
        elif isinstance(value, dict):
            yield path, {}
            yield path, {"\0": "\0"}


AWAY = (502, 504)


async def test_hostile_values_are_answered_never_a_bug(
    api: Api, bodies: dict[str, dict[str, Any]], house: House
) -> None:
    took_any_length: list[tuple[str, tuple[str | int, ...]]] = []
    for route in writing():
        if route.path in ("/api/v1/auth/login", "/api/v1/auth/register"):
            continue  # these take long on purpose, and have tests of their own below
        for path, value in hostile(bodies[route.name]):
            answer = await api.send(route.method, route.path, changed(bodies[route.name], path, value))
            if answer.status_code in AWAY and ("/erp/" in route.path or "/ai/" in route.path):
                continue  # what was stored of hostile values leads to no ERP and no model any more
            assert answer.status_code < 500, (route.name, path, str(value)[:40], answer.text)
            if answer.is_success:
                assert "\0" not in str(value), (route.name, path)
                if isinstance(value, str) and len(value) > 100_000 and path[0] not in ("nodes", "edges", "trigger"):
                    took_any_length.append((route.name, path))
            elif route.path == "/graphql" and "errors" in answer.json():
                assert answer.json()["errors"][0]["extensions"]["code"].startswith("GRAPHQL_"), answer.text
            else:
                # Requests of a company's blocks are tried a few at a time: 429.
                assert_envelope(answer, 400, 401, 404, 409, 413, 422, 429)
    # A contact named by its id needs no phone; a trigger in the long form needs no value; what is taught may be a whole manual.
    took_any_length = [each for each in took_any_length if each != ("POST /api/v1/ai/knowledge", ("text",))]
    assert {path[0] for _, path in took_any_length} <= {"phone", "trigger_value"}, took_any_length
    ready = await house.http.get("/observability/ready")
    assert ready.status_code == 200


async def test_hostile_words_at_the_front_door_are_answered(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    for path in ("/api/v1/auth/login", "/api/v1/auth/register"):
        right = bodies[f"POST {path}"]
        for field, value in right.items():
            if isinstance(value, str):
                for text in ("a\0b", "", " ", "x" * 200_000, "é" * 300):
                    answer = await api.send("POST", path, {**right, field: text})
                    allowed = (201, 409, 422, 429) if (field, text) == ("slug", "") else (401, 409, 422, 429)
                    assert answer.status_code in allowed, (path, field, text[:10], answer.text)


async def test_moments_without_a_zone_or_out_of_reach_are_refused(api: Api, bodies: dict[str, dict[str, Any]]) -> None:
    right = bodies["POST /api/v1/api-keys"]
    for moment in ("2090-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "ontem", 7):
        error = assert_envelope(await api.send("POST", "/api/v1/api-keys", {**right, "expires_at": moment}), 422)
        assert error["details"][0]["field"] == "expires_at"


async def test_hostile_queries_are_answered(victim: Company, things: Things) -> None:
    for route in routes():
        if route.method != "GET" or not route.queries or "webhook" in route.path:
            continue
        for query in route.queries:
            for value in ("\0", "a\0b", "x" * 5_000, "-1", "9" * 40, "", "'", "\U0001f600", "%", "null"):
                path = route.to(**things.ids())
                needed = {q["name"]: "1" for q in route.queries if q.get("required")}
                answer = await victim.call("GET", path, params={**needed, query["name"]: value})
                if answer.status_code in AWAY and "/erp/" in route.path and "\0" not in value:
                    continue  # the ERP itself does not know such a thing
                if route.path.endswith("/oidc/callback") and "\0" not in value:
                    assert answer.headers["location"].startswith("/app/single-sign-on?refused=SIGN_ON_")
                    continue
                assert answer.status_code in (200, 404, 422), (route.name, query["name"], value[:20], answer.text)
                if answer.status_code == 422:
                    error = assert_envelope(answer, 422)
                    assert error["details"][0]["field"] == query["name"], (route.name, error)
                elif "\0" in value:
                    pytest.fail(f"{route.name} took a NUL in {query['name']}")


async def test_paths_that_are_no_route_have_the_envelope(victim: Company) -> None:
    for path in ("/nothing", "/api/v1", "/api/v1/flows/not-an-id", f"/api/v1/{'x' * 3000}", "/api/v1/flows/%00"):
        assert assert_envelope(await victim.call("GET", path), 404)["code"] == "NOT_FOUND"
    for method, path in (("PATCH", "flows"), ("DELETE", "flows"), ("PUT", "whatsapp/send"), ("DELETE", "auth/me")):
        answer = await victim.call(method, path)
        assert assert_envelope(answer, 405)["code"] == "METHOD_NOT_ALLOWED"
        assert answer.headers["Allow"]


async def test_nobody_without_a_proof_comes_further(house: House) -> None:
    for route in routes():
        if route.public:
            continue
        ids = dict.fromkeys(Things.__struct_fields__, NOBODY)
        answer = await house.http.request(route.method, route.to(**ids))
        assert_envelope(answer, 401)


async def test_every_answer_is_guarded_and_told_apart(house: House, victim: Company) -> None:
    asked = await victim.call("GET", "auth/me", headers={"X-Request-ID": "my-own.id_7"})
    assert asked.headers["X-Request-ID"] == "my-own.id_7"
    for insane in ("a b", "x" * 65, "a;b", "<script>"):
        answer = await victim.call("GET", "auth/me", headers={"X-Request-ID": insane})
        assert answer.headers["X-Request-ID"].startswith("req_")
    for answer in (asked, await house.http.get("/nothing"), await house.http.post(WEBHOOK, content=b"{}")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Frame-Options"):
        assert asked.headers[name]
    languages = {"pt-BR": "Entre", "en;q=0.9, fr": "Sign in", "es-MX": "Inicie", "fr, de": "Entre", "*;q=x": "Entre"}
    for asked_for, begins in languages.items():
        answer = await house.http.get("/api/v1/auth/me", headers={"Accept-Language": asked_for})
        assert answer.json()["error"]["message"].startswith(begins), asked_for


async def test_webhooks_that_are_not_signed_right_are_stored_nowhere(victim: Company, house: House) -> None:
    admin = await house.admin()
    before = await admin.fetchval("SELECT count(*) FROM messages")
    body = json.dumps(victim.post_of(victim.customer().message("falso", "wamid.forged"))).encode()
    right = sign(body, victim.app_secret)["X-Hub-Signature-256"]
    for signature in (None, "", "sha256=", "sha256=" + "0" * 64, right[:-1], right.upper(), "sha1=abc", "é"):
        headers = {} if signature is None else {"X-Hub-Signature-256": signature}
        for path in (WEBHOOK, f"{WEBHOOK}/{victim.config_id}"):
            raw = [(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
            answer = await house.http.post(path, content=body, headers=raw)
            assert assert_envelope(answer, 401)["code"] == "SIGNATURE_WRONG", signature
    other = await house.http.post(WEBHOOK, content=body + b" ", headers=sign(body, victim.app_secret))
    assert other.status_code == 401, "another body under a right signature"
    assert await victim.inbox_rows() == 0
    assert await admin.fetchval("SELECT count(*) FROM messages") == before


async def test_webhooks_of_nobody_and_nothing(victim: Company, house: House) -> None:
    assert_envelope(await house.http.post(f"{WEBHOOK}/{NOBODY}", content=b"{}"), 404)
    assert_envelope(await house.http.post(f"{WEBHOOK}/nothing", content=b"{}"), 404)
    assert_envelope(await house.http.post(WEBHOOK, content=b""), 401)
    large = json.dumps(victim.post_of(victim.customer().message("x" * (3 * 1024 * 1024), "wamid.large"))).encode()
    assert assert_envelope(await victim.webhook(large), 413)["code"] == "TOO_LARGE"

    async def chunks() -> Any:
        for _ in range(4):
            yield b"x" * (1024 * 1024)

    streamed = await house.http.post(WEBHOOK, content=chunks())
    assert_envelope(streamed, 413)


async def test_signed_nonsense_leaves_the_worker_unharmed(victim: Company, house: House) -> None:
    admin = await house.admin()
    own = f"{WEBHOOK}/{victim.config_id}"
    nonsense = [
        b"not json",
        b"\xff\xfe\x00",
        b"7",
        b"[]",
        b"null",
        b'{"entry": 7}',
        b'{"entry": [7, null, {"changes": {"field": []}}]}',
        b'{"object": "whatsapp_business_account", "entry": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        json.dumps(victim.post_of({"id": ["x"], "from": {}, "type": 9, "timestamp": {}})).encode(),
        json.dumps(
            victim.post_of({"id": "wamid.s", "status": "levitated", "timestamp": "x" * 40}, field="statuses")
        ).encode(),
        json.dumps(victim.post_of(victim.customer().message("nulo \0 e metade \ud83d", "wamid.nul"))).encode(),
        json.dumps(victim.post_of(victim.customer().message("x" * 2_000_000, "wamid.long"))).encode(),
        json.dumps(victim.post_of({**victim.customer().message("velho", "wamid.old"), "timestamp": "9" * 30})).encode(),
    ]
    for body in nonsense:
        assert (await victim.webhook(body, path=own)).status_code == 200, body[:60]

    async def drained() -> bool:
        return await victim.inbox_rows() == 0

    await until(drained)
    assert await admin.fetchval("SELECT count(*) FROM parked_elements WHERE tenant_id = $1", victim.tenant_id) >= 6
    texts = "SELECT count(*) FROM messages WHERE tenant_id = $1 AND content->>'body' LIKE 'nulo%'"
    assert await admin.fetchval(texts, victim.tenant_id) == 1
    customer = victim.customer()
    customer.says("ainda aí?")
    await customer.conversation()
