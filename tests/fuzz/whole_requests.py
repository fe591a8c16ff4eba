"""Requests and sockets of the whole application: whoever asks, and whatever, is answered with something documented."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from tests.fuzz.application import application
from tests.fuzz.table import Parser

MOST = 4
"""Requests one after the other, of one input."""


def requests(given: bytes) -> Any:
    """One after the other, as far as they are requests."""
    try:
        said = json.loads(given)
        json.dumps(said)
    except (ValueError, RecursionError):
        said = {"body": given.decode("utf-8", "replace"), "path": "/api/v1/contacts", "method": "POST"}
    several = said if isinstance(said, list) else [said]
    return application().ask([each for each in several[:MOST] if isinstance(each, dict)])


TAG = {"method": "POST", "path": "/api/v1/tags", "body": {"name": "a"}}
IMPORT = {"method": "POST", "path": "/api/v1/flows/import"}
FORM = (
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    "Content-Type: text/csv\r\n\r\nnome;telefone\nAna;11987654321\r\n--b--\r\n"
)
ODD: tuple[list[dict[str, Any]], ...] = (
    [{**TAG, "headers": {"idempotency-key": "k"}}] * 2,
    [{**TAG, "headers": {"idempotency-key": "k"}}, {**TAG, "headers": {"idempotency-key": "k"}, "body": {"name": "b"}}],
    [{"method": "POST", "path": "/api/v1/auth/refresh", "headers": {"cookie": "pytake_refresh=a.b; x=y"}, "body": {}}],
    [
        {
            "path": "/api/v1/contacts",
            "headers": {"x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https", "x-request-id": "q"},
        }
    ],
    [
        {
            "method": "OPTIONS",
            "path": "/api/v1/contacts",
            "headers": {"origin": "https://x.example", "access-control-request-method": "GET"},
        }
    ],
    [{"path": "/api/v1/media/x", "headers": {"range": "bytes=0-1", "if-none-match": '"x"', "if-range": '"x"'}}],
    [
        {
            "method": "POST",
            "path": "/api/v1/contacts/import",
            "headers": {"content-type": "multipart/form-data; boundary=b"},
            "body": FORM,
        }
    ],
    [{**IMPORT, "body": {"document": '{"name": "x", "nodes": [{"id": "start", "type": "start"}], "edges": []}'}}],
    [{**IMPORT, "body": {"document": 'name: "x"\nnodes:\n- id: start\n  type: start\nedges: []\n'}}],
    [{"method": "POST", "path": "/graphql", "body": {"query": 'mutation { addTag(input: {name: "x"}) { id name } }'}}],
    [
        {
            "method": "POST",
            "path": "/graphql",
            "body": {
                "query": "mutation A($i: ContactInput!) { addContact(input: $i) { id name } }",
                "variables": {
                    "i": {"phone": "+5511912345678", "name": "x", "tags": ["a"], "attributes": {"plano_1": "fibra"}}
                },
            },
        }
    ],
    [{"path": "/api/v1/contacts", "query": "cursor=cDIuMjA=&limit=2&sort=name&order=asc"}],
)
"""What no document shows: headers, forms, texts in texts, the same twice."""


@cache
def seeds() -> list[bytes]:
    return [json.dumps([each]).encode() for each in application().asked.values()] + [
        json.dumps(each).encode() for each in ODD
    ]


LIVE, GRAPHQL = "pytake.v1", "graphql-transport-ws"
OUR_CODES = (1000, 4400, 4401, 4409, 4429)


def live_socket(given: bytes) -> Any:
    """Messages on lines of their own: each is answered, and the socket lives on."""
    lines = [_word(each) for each in given.split(b"\n")[:12]]
    heard, closed = application().talk(LIVE, ['{"type": "auth", "token": "x"}', *lines, '{"type": "ping"}'])
    assert "pong" in [each["type"] for each in heard], "it ended over a message"
    return heard, closed


def graphql_socket(given: bytes) -> Any:
    """Messages on lines of their own, after the one that signs in: the last is answered, or it is closed as the protocol says."""
    lines = [_word(each) for each in given.split(b"\n")[:12]]
    init = '{"type": "connection_init", "payload": {"token": "x"}}'
    heard, closed = application().talk(GRAPHQL, [init, *lines, '{"type": "ping"}'])
    assert "pong" in [each["type"] for each in heard] or closed in OUR_CODES, "it ended over a message"
    return [each["type"] for each in heard], closed


def _word(line: bytes) -> str | bytes:
    """Every other line that is no text comes as bytes."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line if len(line) % 2 else line.decode("utf-8", "replace")


CHANNEL = "conversation:<conversation_id>"
TALKS: tuple[list[dict[str, Any]], ...] = (
    [
        {"type": "subscribe", "channels": ["messages", "conversations", CHANNEL]},
        {"type": "presence", "conversation_id": "<conversation_id>", "state": "typing", "to_customer": True},
        {"type": "resume", "since": 1},
        {"type": "unsubscribe", "channels": ["messages"]},
    ],
    [{"type": "resume", "since": 2**63}, {"type": "subscribe", "channels": ["conversation:x", "pairing", "numbers"]}],
    [{"type": "presence", "conversation_id": "<contact_id>", "state": "viewing"}, {"type": "ping"}],
)
DOCUMENT = "subscription S($c: [String!]!) { events(channels: $c) { type seq data } }"
SUBSCRIPTIONS: tuple[list[dict[str, Any]], ...] = (
    [{"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT, "variables": {"c": ["messages", CHANNEL]}}}],
    [
        {"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT, "variables": {"c": 7}}},
        {"type": "complete", "id": "1"},
    ],
    [{"type": "ping", "payload": {"a": 1}}, {"type": "pong"}, {"type": "subscribe", "id": "", "payload": None}],
)


def _lines(talk: Sequence[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(each) for each in talk).encode()


PARSERS = [
    Parser(
        name="live_socket",
        run=live_socket,
        seeds=lambda: [_lines(each) for each in TALKS],
        reads=("pytake_app/realtime/socket.py",),
        tries=60,
        chance=True,
    ),
    Parser(
        name="graphql_socket",
        run=graphql_socket,
        seeds=lambda: [_lines(each) for each in SUBSCRIPTIONS],
        reads=("pytake_app/graphql/socket.py",),
        tries=60,
        chance=True,
    ),
    Parser(
        name="request",
        run=requests,
        seeds=seeds,
        reads=("pytake_app/http/edge/idempotency.py",),
        tries=120,
        chance=True,
    ),
]
