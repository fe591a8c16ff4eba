"""What providers, ERPs and models send: webhooks and answers."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from functools import cache
from typing import Any

from tests.fuzz.table import Parser, files, header, texts
from tests.property.erp import test_hubsoft_fuzz, test_ixcsoft_fuzz, test_mksolutions_fuzz, test_sisgp_fuzz
from tests.support.erp_mangled import recorded_at, told

from pytake_adapters.ai_anthropic import errors as anthropic_errors
from pytake_adapters.ai_anthropic import wire as anthropic
from pytake_adapters.ai_openai import errors as openai_errors
from pytake_adapters.ai_openai import wire as openai
from pytake_adapters.evolution.api import understood as understood_of_evolution
from pytake_adapters.evolution.instances import is_recent, is_version
from pytake_adapters.evolution.media import _Unusable, decoded
from pytake_adapters.evolution.reading import redacted
from pytake_adapters.evolution.webhook import EvolutionReader
from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.body import parts as parts_of
from pytake_adapters.net.calls import _read as read_call
from pytake_adapters.net.erp_server import Answer, Ask
from pytake_adapters.net.http import HttpAnswer
from pytake_adapters.net.model_server import object_of
from pytake_adapters.whatsapp_cloud.api import _understood
from pytake_adapters.whatsapp_cloud.templates import remote
from pytake_adapters.whatsapp_cloud.webhook import CloudReader
from pytake_domain.ai import ModelFailed, ModelRequest, Speaker, Turn
from pytake_domain.ai.errors import told as told_of_model
from pytake_domain.kernel.secrets import Secret
from pytake_domain.messaging.retry import next_try
from pytake_domain.whatsapp import SendFailure, Text

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
KEY = Secret("k" * 32)
SHAPE = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
WEBHOOK = 3 * 1024 * 1024


def cloud(body: bytes) -> Any:
    reader = CloudReader()
    reading = reader.read(body, NOW)
    return reader.names(body), reading


def evolution(body: bytes) -> Any:
    reader = EvolutionReader()
    clean = redacted(body)
    return reader.names(clean), reader.read(clean, NOW), reader.read(body, NOW)


def cloud_signature(given: bytes) -> Any:
    return CloudReader().verify({"x-hub-signature-256": header(given)}, b"{}", KEY)


def evolution_signature(given: bytes) -> Any:
    said = header(given)
    reader = EvolutionReader()
    return [reader.verify({name: said}, b"{}", KEY) for name in ("authorization", "x-pytake-secret")]


def _http(body: bytes, status: int) -> HttpAnswer:
    return HttpAnswer(status=status, headers={"retry-after": "3"}, body=body)


def cloud_answers(body: bytes) -> Any:
    found = [_understood(_http(body, status), KEY) for status in (200, 400, 429, 500)]
    listed = found[0] if isinstance(found[0], dict) else {}
    return found, [remote(item) for item in parts_of(listed, "data")]


def evolution_answers(body: bytes) -> Any:
    found = [understood_of_evolution(_http(body, status), KEY) for status in (200, 201, 400, 404, 500)]
    said = str(found[0])[:50]
    return found, is_version(said) and is_recent(said)


def evolution_media(body: bytes) -> Any:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    async def whole() -> bytes:
        return b"".join([piece async for piece in decoded(pieces())])

    return asyncio.run(whole())


def retry_after(given: bytes) -> Any:
    """As far as what is made of it: the moment of the next try, and what people are told."""
    answer = HttpAnswer(
        status=429, headers={"retry-after": header(given), "date": "Fri, 27 Nov 2026 12:00:00 GMT"}, body=b""
    )
    wait = answer.retry_after
    failure = SendFailure(code="rate_limited", retryable=True, retry_after=wait)
    again = next_try(failure, tries=1, content=Text(body="x"), queued_at=NOW, now=NOW, fraction=0.5)
    models = [errors.failure_of(answer, "key") for errors in (openai_errors, anthropic_errors)]
    return wait, again, [str(told_of_model(failed)) for failed in models]


def api_call(body: bytes) -> Any:
    return read_call(body)


ERPS: dict[str, Any] = {
    "hubsoft": test_hubsoft_fuzz,
    "ixcsoft": test_ixcsoft_fuzz,
    "mksolutions": test_mksolutions_fuzz,
    "sisgp": test_sisgp_fuzz,
}


READ_OF_ERPS: dict[str, tuple[str, ...]] = {
    "hubsoft": ("pytake_adapters/erp_hubsoft/api.py",),
    "ixcsoft": (
        "pytake_adapters/erp_ixcsoft/api.py",
        "pytake_adapters/erp_ixcsoft/lines.py",
        "pytake_adapters/erp_ixcsoft/invoices.py",
    ),
    "mksolutions": ("pytake_adapters/erp_mksolutions/api.py", "pytake_adapters/erp_mksolutions/wire.py"),
    "sisgp": ("pytake_adapters/erp_sisgp/api.py",),
}


def erp(vendor: str) -> Callable[[bytes], Any]:
    """All that is asked of an ERP, answered with these bytes; ErpFailed is an answer of ours."""
    tests = ERPS[vendor]

    def run(body: bytes) -> Any:
        operation = tests.OPERATIONS[len(body) % len(tests.OPERATIONS)]
        answer: Callable[[Ask], Answer] = lambda _: Answer(status=200, content_type="application/json", body=body)  # noqa: E731
        if hasattr(tests, "let_in"):
            answer = tests.let_in(answer)
        return repr(told(vendor, tests.SECRETS, operation, answer))

    return run


def erp_seeds(vendor: str) -> Callable[[], list[bytes]]:
    return lambda: [body for bodies in recorded_at(vendor).values() for body in bodies]


REQUEST = ModelRequest(model="m", system="s", turns=(Turn(speaker=Speaker.USER, text="x"),), most_tokens=100)
SHAPED = ModelRequest(
    model="m", system="s", turns=(Turn(speaker=Speaker.USER, text="x"),), most_tokens=100, schema=SHAPE
)


def model(wire: Any, errors: Any) -> Callable[[bytes], Any]:
    def run(body: bytes) -> Any:
        refused = [errors.failure_of(_http(body, status), "key").detail for status in (400, 429, 500)]
        given = object_of(_http(body, 200))
        found: list[Any] = [refused]
        for request in (REQUEST, SHAPED):
            try:
                found.append(wire.reply_of(given, request))
            except ModelFailed as failed:
                found.append(str(failed))
        if hasattr(wire, "vectors_of"):
            found.append(wire.vectors_of(given, "m", ["a", "b"]))
        return found

    return run


@cache
def openai_seeds() -> list[bytes]:
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"a": 1}'}}
    said = {"role": "assistant", "content": '{"answer": "oi"}'}
    usage = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}
    bodies = [
        {"id": "x", "model": "m", "choices": [{"index": 0, "message": said, "finish_reason": "stop"}], "usage": usage},
        {"choices": [{"message": {"content": None, "tool_calls": [call]}, "finish_reason": "tool_calls"}]},
        {"choices": [{"message": {"content": "```json\n{}\n```", "refusal": "no"}, "finish_reason": "length"}]},
        {"data": [{"index": n, "embedding": [0.5, 1, -3e-7]} for n in (1, 0)], "model": "e", "usage": usage},
        {"error": {"message": "no", "type": "invalid_request_error", "param": "temperature", "code": "context"}},
        {"error": "loosely"},
    ]
    return [json.dumps(body).encode() for body in bodies]


@cache
def anthropic_seeds() -> list[bytes]:
    usage = {"input_tokens": 7, "output_tokens": 2, "cache_read_input_tokens": 3}
    use = {"type": "tool_use", "id": "t", "name": "give_answer", "input": {"answer": "oi"}}
    bodies = [
        {"model": "m", "content": [{"type": "text", "text": "oi"}], "stop_reason": "end_turn", "usage": usage},
        {"content": [use, {**use, "name": "find"}], "stop_reason": "tool_use", "usage": usage},
        {"content": [], "stop_reason": "refusal"},
        {"type": "error", "error": {"type": "rate_limit_error", "message": "slowly"}},
    ]
    return [json.dumps(body).encode() for body in bodies]


DATES = (
    "120",
    "Fri, 27 Nov 2026 12:00:30 GMT",
    "Fri, 27 Nov 2026 12:00:30 +0100",
    "Mon, 01 Jan 0001 00:00:00 -2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "9" * 20,
    "9" * 400,
    "27 Nov 2026",
)
SIGNATURES = ("sha256=" + "0f" * 32, "sha256=", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjF9.AA", "k" * 32)
MEDIA = ('{"mediaType":"imageMessage","base64":"aGVsbG8gd29ybGQ="}', '{"base64":"aGVs\\/G8="', '{"base64": ""}')

PARSERS = [
    Parser(
        name="cloud_webhook",
        run=cloud,
        seeds=files("whatsapp_cloud/webhooks"),
        reads=("pytake_adapters/whatsapp_cloud/webhook.py", "pytake_adapters/net/body.py"),
        largest=WEBHOOK,
        tries=150,
    ),
    Parser(
        name="cloud_signature",
        run=cloud_signature,
        seeds=texts(*SIGNATURES),
        reads=("pytake_adapters/whatsapp_cloud/webhook.py",),
        largest=65_536,
    ),
    Parser(
        name="evolution_webhook",
        run=evolution,
        seeds=files("evolution/webhooks"),
        reads=("pytake_adapters/evolution/webhook.py", "pytake_adapters/evolution/codings.py"),
        largest=WEBHOOK,
        tries=150,
    ),
    Parser(
        name="evolution_signature",
        run=evolution_signature,
        seeds=texts(*SIGNATURES),
        reads=("pytake_adapters/evolution/webhook.py",),
        largest=65_536,
    ),
    Parser(
        name="cloud_answer",
        run=cloud_answers,
        seeds=files("whatsapp_cloud/responses", lambda file: file.get("body", file)),
        reads=("pytake_adapters/net/http.py",),
    ),
    Parser(
        name="evolution_answer",
        run=evolution_answers,
        seeds=files("evolution/api", lambda file: file.get("body", file)),
        reads=("pytake_adapters/net/http.py",),
    ),
    Parser(
        name="evolution_media",
        run=evolution_media,
        seeds=texts(*MEDIA),
        reads=("pytake_adapters/evolution/media.py",),
        refuses=(_Unusable,),
    ),
    Parser(
        name="retry_after",
        run=retry_after,
        seeds=texts(*DATES),
        reads=("pytake_adapters/net/http.py",),
        largest=8_190,
    ),
    Parser(
        name="json_of_strangers",
        run=parse,
        seeds=files("evolution/api"),
        reads=("pytake_adapters/net/body.py",),
        refuses=(NotJson,),
    ),
    Parser(
        name="flow_api_answer",
        run=api_call,
        seeds=texts('{"a": [1, {"b": null}]}', "text", "<html>", b"\xff\xfe"),
        reads=("pytake_adapters/net/calls.py",),
    ),
    *(
        Parser(
            name=f"erp_{vendor}",
            run=erp(vendor),
            seeds=erp_seeds(vendor),
            reads=READ_OF_ERPS[vendor],
            tries=60,
        )
        for vendor in ERPS
    ),
    Parser(
        name="openai_answer",
        run=model(openai, openai_errors),
        seeds=openai_seeds,
        reads=("pytake_adapters/ai_openai/wire.py", "pytake_adapters/net/model_server.py"),
        refuses=(ModelFailed,),
        tries=80,
    ),
    Parser(
        name="anthropic_answer",
        run=model(anthropic, anthropic_errors),
        seeds=anthropic_seeds,
        reads=("pytake_adapters/ai_anthropic/wire.py", "pytake_adapters/net/model_server.py"),
        refuses=(ModelFailed,),
        tries=80,
    ),
]
