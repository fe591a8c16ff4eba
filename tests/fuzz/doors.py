"""What comes in by our own doors: bodies, query strings, headers, sockets, tokens, addresses."""

import asyncio
import datetime as dt
import ipaddress
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import jwt
import msgspec
from msgspec import inspect, structs
from tests.fuzz.table import Parser, header, text, texts
from tests.support.soft_passkey import SoftPasskey
from tests.support.soft_passkey import text as base64_of

from pytake_adapters.evolution.vcards import card_of
from pytake_adapters.mail.message import message_of
from pytake_adapters.net.erp_address import base_address
from pytake_adapters.net.guarded import Limits, checked_url
from pytake_adapters.net.model_server import base_of
from pytake_adapters.net.receivers import GuardedReceivers
from pytake_adapters.postgres.queries import cursor
from pytake_adapters.security.jwt import KeyRing
from pytake_adapters.security.links import SignedMediaLinks
from pytake_adapters.security.masters import MasterKeys, NoMasterKeys
from pytake_adapters.security.openid import HttpOpenIdProviders, _object
from pytake_adapters.security.passkeys import WebAuthnVerifier
from pytake_adapters.tracing import _read as read_trace
from pytake_app.graphql.execute import Asked, Refused, checked
from pytake_app.graphql.pages import page_of
from pytake_app.graphql.socket import Said, _asked
from pytake_app.http.branding import host_of
from pytake_app.http.edge.body import problem_of, refuse_nul
from pytake_app.http.edge.paging import before_of
from pytake_app.http.edge.rate_limit import client_address
from pytake_app.http.edge.request_id import own_request_id
from pytake_app.http.edge.shape import refuse_deep, refuse_large
from pytake_app.http.media import answer_of
from pytake_app.http.provider_webhooks import _number_id
from pytake_app.http.ranges import NotSatisfiable, slice_of
from pytake_app.phrases import preferred
from pytake_app.realtime.socket import Ask
from pytake_app.settings import SettingsWrong
from pytake_app.settings import read as read_settings
from pytake_domain.identity import (
    CodeAnswer,
    Mail,
    MailRefused,
    PasskeyRefused,
    RelyingParty,
    SignOnProviderFailed,
    SignOnRefused,
    TokenRefused,
)
from pytake_domain.identity.api_key import hash_of
from pytake_domain.identity.errors import MailTokenRefused, SecondStepRefused
from pytake_domain.identity.mail import MailKind, MailTokens
from pytake_domain.identity.totp import matching_step
from pytake_domain.identity.use_cases.second_step import SecondSteps
from pytake_domain.identity.user import normalise_email
from pytake_domain.kernel.errors import Invalid, NotFound, PytakeError
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import minutes, zone
from pytake_domain.messaging import MediaVariant, Readable, StoredMedia
from pytake_domain.testing.memory.media import MemoryMediaStore
from pytake_domain.testing.memory.system import MemoryClock, MemoryVault
from pytake_domain.whatsapp import MessageType

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
HERE = RelyingParty(id="pytake.example", origin="https://pytake.example", name="PyTake")
CHALLENGE = bytes(range(32))
DEEP = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@cache
def bodies() -> tuple[Any, ...]:
    """What every route of the application takes as its body, each once."""
    from pytake_app.app import create_litestar
    from pytake_app.settings import Settings
    from pytake_app.wiring.container import build

    with tempfile.TemporaryDirectory() as folder:
        given: Any = {"database_url": "postgresql+asyncpg://x@localhost/x", "redis_url": "redis://localhost"}
        app = create_litestar(build(Settings(data=Path(folder), **given)))
    found: dict[str, Any] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            taken = getattr(handler, "parsed_data_field", None)
            if taken is not None:
                found[str(taken.annotation)] = taken.annotation
    return tuple(found[name] for name in sorted(found))


@cache
def decoders() -> tuple[msgspec.json.Decoder[Any], ...]:
    return tuple(msgspec.json.Decoder(kind) for kind in bodies())


def body_of_a_route(given: bytes) -> Any:
    """As the edge reads it: for the route that the first two letters name, and for two others."""
    number, _, body = given.partition(b"\n")
    first = int.from_bytes(number[:2], "big")
    refuse_deep(body)
    found = []
    for n in (first, first + 1, first * 7 + 3):
        try:
            found.append(decoders()[n % len(decoders())].decode(body))
        except msgspec.ValidationError as error:
            problem = problem_of(str(error))
            if not problem.field:
                raise RuntimeError(str(error)) from error
            found.append(problem)
            continue
        except DEEP:
            continue
        refuse_large(body, None)
        if b"\\u0000" in body:
            refuse_nul(msgspec.json.decode(body))
    return [msgspec.json.encode(each) for each in found]


@cache
def body_seeds() -> list[bytes]:
    return [
        n.to_bytes(2, "big") + b"\n" + json.dumps(sample(inspect.type_info(kind))).encode()
        for n, kind in enumerate(bodies())
    ]


SAMPLES: dict[type, Any] = {
    inspect.StrType: "x",
    inspect.IntType: 1,
    inspect.FloatType: 1.5,
    inspect.BoolType: True,
    inspect.DateTimeType: "2026-11-27T12:00:00Z",
    inspect.DateType: "2026-11-27",
    inspect.TimeType: "12:00:00",
    inspect.UUIDType: "0198c0de-0000-7000-8000-000000000000",
    inspect.DecimalType: "1.50",
    inspect.AnyType: {"a": [1]},
    inspect.BytesType: "aGk=",
    inspect.NoneType: None,
}


def sample(kind: Any, deep: int = 0) -> Any:  # noqa: PLR0911  one line a kind
    """JSON that a type takes, with all of its fields."""
    if type(kind) in SAMPLES:
        return SAMPLES[type(kind)]
    if isinstance(kind, inspect.StructType):
        shown = {each.encode_name: sample(each.type, deep + 1) for each in kind.fields if each.required or deep < 4}
        return shown if kind.tag_field is None else {kind.tag_field: kind.tag, **shown}
    if isinstance(kind, inspect.UnionType):
        return sample(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), deep)
    if isinstance(kind, inspect.EnumType):
        return next(iter(kind.cls)).value
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.DictType):
        return {str(sample(kind.key_type, deep + 1)): sample(kind.value_type, deep + 1)}
    if isinstance(kind, inspect.TupleType):
        return [sample(each, deep + 1) for each in kind.item_types]
    if isinstance(kind, inspect.CollectionType):
        return [sample(kind.item_type, deep + 1)]
    return sample(inspect.type_info(kind.type), deep) if hasattr(kind, "type") else None


def graphql(given: bytes) -> Any:
    asked = msgspec.json.decode(given, type=Asked)
    weighed = checked(asked, kinds=("query", "mutation"))
    return weighed.kind, weighed.roots, weighed.cost


def socket(given: bytes) -> Any:
    """A message of either protocol; what a socket can't be sent is no text at all."""
    said = text(given)
    found: list[Any] = []
    for kind in (Ask, Said):
        try:
            found.append(msgspec.json.decode(said, type=kind))
        except (msgspec.MsgspecError, RecursionError):
            continue
    for each in found:
        if isinstance(each, Said) and each.type == "subscribe":
            asked = _asked(each.payload)
            found.append(checked(asked, kinds=("subscription",)).cost)
    # What a client says of itself is kept nowhere, however long its numbers are.
    return repr(found)


def place(said: str) -> Any:
    """A cursor; what is written of it stands for the same place."""
    found = cursor.read(said)
    assert cursor.read(cursor.write(found)) == found, "it goes on elsewhere"
    return found


QUERIES: tuple[Callable[[str], Any], ...] = (
    place,
    before_of,
    lambda said: page_of(20, said, None, None, counted=False),
    lambda said: page_of(20, None, said, said, counted=True),
    zone,
    minutes,
    lambda said: repr(_number_id(f"/api/v1/whatsapp/webhook/{said}")),
)


def query(given: bytes) -> Any:
    """Each of what stands in a query string or a path, as text."""
    said = text(given)
    found = []
    for read in QUERIES:
        try:
            found.append(repr(read(said)))
        except (Invalid, NotFound):
            continue
    return found


def headers(given: bytes) -> Any:
    said = header(given)
    try:
        part = slice_of(said, 1_000)
    except NotSatisfiable:
        part = None
    proxies = [ipaddress.ip_network("10.0.0.0/8")]
    raw = said.encode("latin-1")
    scope = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", raw)]}
    address = client_address(scope, proxies)
    assert len(address) <= 64, "an address is kept, and shown to people"
    own = own_request_id([(b"x-request-id", raw)])
    own = own if own == said else "one of ours"
    request: Any = type("Asked", (), {"headers": {"host": said}})()
    return part, preferred(said), address, own, host_of(request), repr(read_trace(said)), hash_of(said)


@cache
def ring() -> KeyRing:
    return KeyRing.load_or_create(Path(tempfile.mkdtemp(prefix="pytake-fuzz-")))


CLAIMS = {
    "sub": str(UUID(int=1)),
    "email": "a@b.example",
    "role": "agent",
    "tenant_id": str(UUID(int=2)),
    "iat": 1,
    "exp": 2,
    "jti": str(UUID(int=3)),
    "sid": str(UUID(int=4)),
}


def token(given: bytes) -> Any:
    """A token as it comes; and one that is signed right whose claims are these bytes."""
    said = text(given)
    with suppress(TokenRefused):
        ring().verify(said)
    try:
        claims = json.loads(given)
        signed = jwt.encode(claims, ring()._signer.private, algorithm="RS256", headers={"kid": ring().signing_kid})
    except (TypeError, ValueError, RecursionError):
        return None
    return repr(ring().verify(signed))


def token_seeds() -> list[bytes]:
    forged = jwt.encode(CLAIMS, "k" * 32, algorithm="HS256", headers={"kid": "x"})
    return [json.dumps(CLAIMS).encode(), forged.encode(), jwt.encode(CLAIMS, "", algorithm="none").encode(), b"a.b.c"]


STORED = StoredMedia(
    id=MediaId(UUID(int=5)),
    tenant_id=TenantId(UUID(int=2)),
    type=MessageType.DOCUMENT,
    size=1_000,
    mime_type="application/pdf",
    sha256="0" * 64,
    created_at=NOW,
)


def stored_file(given: bytes) -> Any:
    """A stored file of any name, asked for with what headers say: the part, the tag, whether it is unchanged."""
    lines = [each.decode("latin-1") for each in given.split(b"\n", 3)]
    wanted, known, unchanged, name = (*lines, *("",) * 4)[:4]
    stored = structs.replace(STORED, filename=given.split(b"\n", 3)[-1].decode("utf-8", "replace"))
    found = Readable(MemoryMediaStore(MemoryClock()), stored, MediaVariant.ORIGINAL, stored.size)
    answer = answer_of(found, wanted=wanted, known=known, unchanged=unchanged)
    for each in answer.headers.values():
        assert not {10, 13} & set(each.encode("latin-1")), name
    return answer.status_code, dict(answer.headers)


ISSUER, CLIENT, NONCE = "https://login.example", "pytake", "n" * 22
ANSWER = CodeAnswer(
    issuer=ISSUER, client_id=CLIENT, code="c", verifier="v", redirect_uri="https://x.example/cb", nonce=NONCE
)
DESCRIBED = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
PROOF = {
    "iss": ISSUER,
    "aud": CLIENT,
    "sub": "7",
    "exp": int(NOW.timestamp()) + 60,
    "iat": int(NOW.timestamp()),
    "nonce": NONCE,
    "email": "a@b.example",
    "email_verified": True,
    "at_hash": "x",
    "azp": CLIENT,
}


def openid(given: bytes) -> Any:
    """The description, the tokens, the keys of a provider, or what it proves (signed right): whichever these bytes are."""
    which, _, body = given.partition(b"\n")
    told: dict[str, Any] = {"description": DESCRIBED, "token": {}, "keys": {"keys": [dict(ring().jwks()["keys"][0])]}}  # type: ignore[index]
    if which == b"claims":
        try:
            key, names = ring()._signer.private, {"kid": ring().signing_kid}
            told["token"] = {
                "id_token": jwt.encode(json.loads(body), key, algorithm="RS256", headers=names),
                "access_token": "a",
            }
        except (TypeError, ValueError, RecursionError):
            return None
    else:
        told[which.decode("latin-1")] = _object(body, 200)

    async def asked(_: Any, method: str, url: str, **__: Any) -> Any:
        return told["token"] if method == "POST" else told["description" if "well-known" in url else "keys"]

    async def redeemed() -> Any:
        provider = HttpOpenIdProviders(Limits(private=True))
        await provider.places(ISSUER)
        return await provider.redeem(ANSWER, Secret("s"), NOW)

    with patch.object(HttpOpenIdProviders, "_asked", asked):
        return asyncio.run(redeemed())


def openid_seeds() -> list[bytes]:
    keys = ring().jwks()
    proof = jwt.encode(PROOF, ring()._signer.private, algorithm="RS256", headers={"kid": ring().signing_kid})
    given = {"description": DESCRIBED, "keys": keys, "token": {"id_token": proof, "access_token": "a"}, "claims": PROOF}
    return [f"{name}\n{json.dumps(value)}".encode() for name, value in given.items()]


@cache
def device() -> tuple[dict[str, Any], dict[str, Any], bytes]:
    passkey = SoftPasskey()
    made = passkey.create(
        {"rp": {"id": HERE.id}, "user": {"id": base64_of(b"ana")}, "challenge": base64_of(CHALLENGE)}, HERE.origin
    )
    public = WebAuthnVerifier().registered(made, challenge=CHALLENGE, place=HERE).public_key
    return made, passkey.get({"rpId": HERE.id, "challenge": base64_of(CHALLENGE)}, HERE.origin), public


def passkey(given: bytes) -> Any:
    answer = msgspec.json.decode(given, type=dict[str, Any])
    verifier, found = WebAuthnVerifier(), []
    calls: tuple[Callable[[], Any], ...] = (
        lambda: verifier.registered(answer, challenge=CHALLENGE, place=HERE),
        lambda: verifier.shown(answer),
        lambda: verifier.asserted(answer, challenge=CHALLENGE, place=HERE, public_key=device()[2]),
    )
    for call in calls:
        try:
            found.append(call())
        except PasskeyRefused as refused:
            found.append(refused.code)
    return found


def code(given: bytes) -> Any:
    return matching_step("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", text(given), NOW, after=0)


MASTERS = MasterKeys.parse("1:" + "A" * 43 + "=")


def link(given: bytes) -> Any:
    return SignedMediaLinks(MASTERS, "https://x.example").opened(text(given), NOW)


def masters(given: bytes) -> Any:
    return MasterKeys.parse(text(given)).present


def address(given: bytes) -> Any:
    """What somebody wrote as a URL, for each of those who ask there."""
    said = text(given)
    found: list[Any] = [GuardedReceivers().refuse(said), GuardedReceivers(Limits(private=True)).refuse(said)]
    reads: tuple[Callable[[], str], ...] = (
        lambda: str(checked_url(said, Limits())),
        lambda: base_address(said, without=("/api",)),
        lambda: base_of(said),
    )
    for read in reads:
        try:
            found.append(read())
        except Invalid as refused:
            found.append(refused.problems[0].code)
    return found


def mail(given: bytes) -> Any:
    """Every word of a mail that somebody chose: nothing of it makes another header."""
    said = text(given)
    whole = b""
    for words in ({"to": said}, {"subject": said}, {"text": said}, {"sender_name": said}, {"sender_address": said}):
        made: Any = {"id": "m1", "to": "ana@example.com", "subject": "s", "text": "t", "sender_name": "n"} | words
        try:
            whole = message_of(Mail(**made), "pytake@example.com").as_bytes()
        except MailRefused:
            continue
        head = whole.partition(b"\r\n\r\n")[0]
        assert b"\nX-Evil" not in head
        assert b"\nBcc" not in head
    return whole


def email_address(given: bytes) -> Any:
    return normalise_email(text(given))


def settings(given: bytes) -> Any:
    variables = dict(line.split("=", 1) for line in text(given).split("\n") if "=" in line)
    return repr(read_settings(variables))


def card(given: bytes) -> Any:
    return card_of({"vcard": text(given), "displayName": "x"})


GRAPHQL = (
    '{"query": "{ contacts(first: 5) { nodes { id name } pageInfo { endCursor } } }"}',
    '{"query": "query A($n: Int) { a: contacts(first: $n) { nodes { id } } }", "variables": {"n": 3}, "operationName": "A"}',
    '{"query": "{ __schema { types { name fields { name type { ofType { ofType { name } } } } } } }"}',
    '{"query": "query { contacts @include(if: true) { nodes { id } } }", "extensions": {}}',
)
SOCKET = (
    '{"type": "subscribe", "channels": ["inbox", "conversation:0198c0de-0000-7000-8000-000000000000"]}',
    '{"type": "auth", "token": "x"}',
    '{"type": "connection_init", "payload": {"token": "x"}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "subscription { events(channels: [\\"inbox\\"]) { name } }"}}',
    '{"type": "ping"}',
)
QUERY = (
    cursor.write(cursor.Place(UUID(int=1), NOW, 1, 2, NOW)),
    str(UUID(int=9)),
    "cDIuMjA=",
    "Y2FiYw==",
    "America/Sao_Paulo",
    "../../etc/passwd",
    "23:59",
)
HEADERS = (
    "bytes=0-499",
    "bytes=-1",
    "pt-BR,pt;q=0.9,en;q=nan",
    "1.2.3.4, 5.6.7.8",
    "fe80::1%eth0",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "ptk_abcdef",
    "[::1]:8080",
    "my-own.id_7",
)
URLS = (
    "https://example.com/a?b=c#d",
    "http://127.0.0.1:8080/",
    "https://[::ffff:10.0.0.1]/",
    "https://user:pw@host/",
    "//erp.example.com/api/v1",
    "https://exämple.com:99999/%00",
    "https://2130706433/",
    "file:///etc/passwd",
)
SETTINGS = "PYTAKE_PORT=8080\nPYTAKE_CORS_ORIGINS=https://a.example,https://b.example\nPYTAKE_TRACE_SHARE=0.5\nREDIS_URL=redis://x"
VCARD = "BEGIN:VCARD\r\nFN:Ana\r\nORG:Sol;\r\nitem1.TEL;waid=5511987654321:+55 11 98765-4321\r\nEMAIL:\r\n a@b.c\r\nEND:VCARD"


def sealed_token(given: bytes) -> Any:
    """The proofs that stand in mail, and between a password and a second step."""
    said = text(given)
    found: list[Any] = []

    async def each() -> None:
        for kind in MailKind:
            try:
                found.append(await MailTokens(vault=MemoryVault()).read(said, kind))
            except MailTokenRefused as refused:
                found.append(refused.code)
        try:
            found.append(await SecondSteps(vault=MemoryVault()).read(said))
        except SecondStepRefused as refused:
            found.append(refused.code)

    asyncio.run(each())
    return found


PARSERS = [
    Parser(
        name="sealed_token",
        run=sealed_token,
        seeds=texts(f"{UUID(int=1).hex}.1.{'A' * 40}", "a.b.c", f"{UUID(int=1).hex}.99999999999.AA"),
        reads=("pytake_domain/identity/mail.py", "pytake_domain/identity/use_cases/second_step.py"),
        largest=65_536,
    ),
    Parser(
        name="body_of_a_route",
        run=body_of_a_route,
        seeds=body_seeds,
        reads=("pytake_app/http/edge/body.py", "pytake_app/http/edge/shape.py"),
        refuses=(Invalid,),
        tries=300,
    ),
    Parser(
        name="graphql",
        run=graphql,
        seeds=texts(*GRAPHQL),
        reads=("pytake_app/graphql/execute.py", "pytake_app/graphql/limits.py"),
        refuses=(PytakeError, Refused, msgspec.MsgspecError, UnicodeDecodeError, RecursionError),
        tries=80,
    ),
    Parser(
        name="socket",
        run=socket,
        seeds=texts(*SOCKET),
        reads=("pytake_app/realtime/socket.py", "pytake_app/graphql/socket.py"),
        refuses=(PytakeError, Refused),
        largest=65_536,
        tries=80,
    ),
    Parser(
        name="query",
        run=query,
        seeds=texts(*QUERY),
        reads=("pytake_adapters/postgres/queries/cursor.py", "pytake_app/graphql/pages.py"),
        largest=65_536,
        tries=80,
    ),
    Parser(
        name="header",
        run=headers,
        seeds=texts(*HEADERS),
        reads=(
            "pytake_adapters/tracing.py",
            "pytake_app/http/edge/rate_limit.py",
            "pytake_app/http/edge/request_id.py",
            "pytake_app/http/provider_webhooks.py",
        ),
        largest=65_536,
        tries=80,
    ),
    Parser(
        name="token",
        run=token,
        seeds=token_seeds,
        reads=("pytake_adapters/security/jwt.py",),
        refuses=(TokenRefused,),
        largest=65_536,
    ),
    Parser(
        name="openid",
        run=openid,
        seeds=openid_seeds,
        reads=("pytake_adapters/security/openid.py",),
        refuses=(SignOnRefused, SignOnProviderFailed),
        tries=100,
    ),
    Parser(
        name="passkey",
        run=passkey,
        seeds=lambda: [json.dumps(each).encode() for each in device()[:2]],
        reads=("pytake_adapters/security/passkeys.py",),
        refuses=(msgspec.MsgspecError, UnicodeDecodeError, RecursionError),
        tries=60,
    ),
    Parser(
        name="stored_file",
        run=stored_file,
        seeds=texts(
            'bytes=0-1\n"x"\n\nconta.pdf', "bytes=-1\n*\n\u0022x\u0022\nção \u202e.pdf", '\n\n\n"a\\b\r\nX-Evil: 1'
        ),
        reads=(),
        largest=16_384,
    ),
    Parser(name="one_time_code", run=code, seeds=texts("123456", " 12 34 56", "²³⁴⁵⁶⁷"), reads=()),
    Parser(name="media_link", run=link, seeds=texts("A" * 123, "A" * 40), reads=("pytake_adapters/security/links.py",)),
    Parser(
        name="master_keys",
        run=masters,
        seeds=texts("1:" + "A" * 43 + "=", "1:x,2:y"),
        reads=("pytake_adapters/security/masters.py",),
        refuses=(NoMasterKeys,),
    ),
    Parser(
        name="url",
        run=address,
        seeds=texts(*URLS),
        reads=("pytake_adapters/net/guarded.py", "pytake_adapters/net/erp_address.py"),
        tries=100,
    ),
    Parser(
        name="mail",
        run=mail,
        seeds=texts("Ana <ana@example.com>", "ana@example.com\r\nBcc: x@y.z", "=?utf-8?q?a?=", "x\nX-Evil: 1"),
        reads=("pytake_adapters/mail/message.py", "pytake_adapters/mail/smtp.py"),
        largest=20_000,
        tries=60,
    ),
    Parser(
        name="email_address",
        run=email_address,
        seeds=texts("Ana@Example.com", "a@é.com", "a@b"),
        reads=(),
        refuses=(Invalid,),
    ),
    Parser(
        name="settings",
        run=settings,
        seeds=texts(SETTINGS),
        reads=("pytake_app/settings.py",),
        refuses=(SettingsWrong,),
    ),
    Parser(name="vcard", run=card, seeds=texts(VCARD), reads=("pytake_adapters/evolution/vcards.py",)),
]
