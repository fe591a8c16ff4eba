"""Linking a number, and testing its connection."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.support.evolution import CALLBACK, Answer, Evolution, Request, recorded

from pytake_adapters.evolution.instances import EVENTS
from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_domain.kernel.errors import UpstreamFailed, UpstreamTimedOut
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import OpenNumber, PairingOffer, SendFailure

SECRET = Secret("0123456789abcdef0123456789abcdef")
INSTANCE = {
    "name": "loja-centro",
    "integration": "WHATSAPP-BAILEYS",
    "ownerJid": "5511988887777@s.whatsapp.net",
    "profileName": "Loja Centro",
    "token": "T",
}
WEBHOOK = {"url": CALLBACK, "enabled": True, "events": list(EVENTS)}

Table = dict[str, Answer | None]


def answers(table: Table) -> Callable[[Request], Answer | None]:
    """By the beginning of the path."""
    return lambda request: next(said for start, said in table.items() if request.path.startswith(start))


def healthy() -> Table:
    return {
        "/verify-creds": recorded("verify_creds"),
        "/instance/fetchInstances": Answer(200, [{"name": "other"}, INSTANCE]),
        "/instance/connectionState": recorded("connection_state_open"),
        "/webhook/find": Answer(200, WEBHOOK),
        "/": recorded("root"),
    }


def for_creating() -> Table:
    return {
        "/instance/create": recorded("create_baileys_no_qr"),
        "/settings/set": recorded("settings_set"),
        "/webhook/set": Answer(201, WEBHOOK),
    }


def for_taking_over(webhook: object, instance: object = INSTANCE) -> Table:
    taken = {"/instance/create": recorded("create_duplicate"), "/webhook/find": Answer(200, webhook)}
    return {**for_creating(), **taken, "/instance/fetch": Answer(200, [instance]), "/": recorded("root")}


async def create(provider: EvolutionProvider, via: OpenNumber) -> SendFailure | None:
    return await provider.pairing.create(via, callback_url=CALLBACK, callback_secret=SECRET)


async def test_a_number_gets_its_instance_its_settings_and_its_callback(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = answers({**for_creating(), "/": recorded("root")})

    assert await create(provider, via) is None

    root, made, settings, webhook = server.requests
    assert root.path == "/"
    assert made.body == {"instanceName": "loja-centro", "integration": "WHATSAPP-BAILEYS", "qrcode": False}
    assert settings.body["groupsIgnore"] is True
    assert not any(settings.body[name] for name in ("readMessages", "alwaysOnline", "syncFullHistory"))
    assert webhook.body["webhook"] == {
        "enabled": True,
        "url": CALLBACK,
        "byEvents": False,
        "base64": False,
        "headers": {"jwt_key": SECRET.reveal(), "x-pytake-secret": SECRET.reveal()},
        "events": list(EVENTS),
    }


@pytest.mark.parametrize(
    "webhook", [None, {"url": CALLBACK}, {"url": CALLBACK.replace("pytake", "before"), "enabled": False}]
)
async def test_an_instance_of_ours_is_taken_up_again(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber, webhook: object
) -> None:
    server.answer = answers(for_taking_over(webhook))

    assert await create(provider, via) is None
    assert server.paths[-1] == "POST /webhook/set/loja-centro"


@pytest.mark.parametrize(
    ("instance", "webhook", "reason"),
    [
        (INSTANCE, {"url": "https://somebody.example/hook"}, "name_in_use"),
        ({**INSTANCE, "integration": "EVOLUTION"}, None, "name_in_use"),
        ({**INSTANCE, "integration": "WHATSAPP-BUSINESS"}, None, "business_channel_refused"),
    ],
)
async def test_somebody_elses_instance_is_left_alone(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber, instance: object, webhook: object, reason: str
) -> None:
    server.answer = answers(for_taking_over(webhook, instance))

    failure = await create(provider, via)

    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.provider_code) == ("NUMBER_UNUSABLE", reason)
    assert not any("/set/" in path for path in server.paths)


async def test_a_server_that_loses_messages_is_refused_before_anything_is_made(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: Answer(200, {"status": 200, "version": "2.3.6"})

    failure = await create(provider, via)

    assert isinstance(failure, SendFailure)
    assert (failure.provider_code, failure.detail) == ("version_too_old", "2.3.6")
    assert server.paths == ["GET /"]


async def test_a_lost_answer_of_a_creation_may_be_asked_for_again(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: None

    failure = await create(provider, via)

    assert isinstance(failure, SendFailure)
    assert (failure.retryable, failure.ambiguous) == (True, False)


@pytest.mark.parametrize(
    ("name", "connected", "has_text", "code"),
    [
        ("connect_returns_qr", False, True, None),
        ("connect_pairing_code", False, True, "NEV5JEQ5"),
        ("connect_no_network", False, False, None),
        ("connect_when_open", True, False, None),
    ],
)
async def test_beginning_offers_what_came_at_once(
    server: Evolution,
    provider: EvolutionProvider,
    via: OpenNumber,
    name: str,
    connected: bool,  # noqa: FBT001  a column of the table
    has_text: bool,  # noqa: FBT001  a column of the table
    code: str | None,
) -> None:
    server.answer = lambda _: recorded(name)

    offer = await provider.pairing.begin(via, phone="+5531999990000")

    assert isinstance(offer, PairingOffer)
    assert (offer.connected, offer.text is not None, offer.pairing_code) == (connected, has_text, code)
    assert server.requests[0].query == {"number": "5531999990000"}


async def test_what_is_no_telephone_is_not_asked_for(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    assert isinstance(await provider.pairing.begin(via, phone="1&instanceName=other"), SendFailure)
    assert server.requests == []


async def test_the_state_is_the_one_in_memory(server: Evolution, provider: EvolutionProvider, via: OpenNumber) -> None:
    server.answer = lambda _: recorded("connection_state_close")
    assert await provider.pairing.state(via) == "closed"

    server.answer = lambda _: recorded("connection_state_open")
    assert await provider.pairing.state(via) == "open"

    server.answer = lambda _: recorded("connection_state_missing")
    missing = await provider.pairing.state(via)
    assert isinstance(missing, SendFailure)
    assert missing.provider_code == "instance_missing"


async def test_a_closed_instance_is_connected_where_it_can_not_be_restarted(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = answers(
        {
            "/instance/restart": recorded("restart_not_connected"),
            "/instance/connect": recorded("connect_no_network"),
        }
    )

    assert await provider.pairing.restart(via) is None
    assert server.paths == ["POST /instance/restart/loja-centro", "GET /instance/connect/loja-centro"]


@pytest.mark.parametrize("name", ["logout_endpoint", "logout_not_connected", "connection_state_missing"])
async def test_leaving_twice_is_leaving_once(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber, name: str
) -> None:
    server.answer = lambda _: recorded(name)

    assert await provider.pairing.leave(via) is None


async def test_removing_is_repeated_when_it_fails_while_a_code_is_shown(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    removals = iter((recorded("delete_while_connecting_fails"), recorded("delete_missing")))
    server.answer = lambda request: next(removals) if "/delete/" in request.path else recorded("logout_not_connected")

    assert await provider.pairing.leave(via, remove=True) is None
    assert server.paths.count("DELETE /instance/delete/loja-centro") == 2


async def test_a_healthy_connection_holds_step_by_step(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = answers(healthy())

    steps = await provider.inspector.probe(via)

    assert [step.step for step in steps] == ["server", "key", "instance", "connection", "callback"]
    assert all(step.ok for step in steps)
    assert steps[0].detail == "2.3.7"


@pytest.mark.parametrize(
    ("path", "answer", "step", "detail"),
    [
        ("/", Answer(200, {"status": 200, "version": "2.3.6"}), "server", "version_too_old: 2.3.6"),
        ("/", Answer(200, {"hello": "world"}), "server", "not_an_evolution_server"),
        ("/verify-creds", recorded("verify_creds_bad_key"), "key", "CREDENTIALS_INVALID: Unauthorized"),
        ("/verify-creds", recorded("license_required"), "key", "LICENCE_REQUIRED"),
        ("/instance/fetchInstances", recorded("fetch_by_name_missing"), "instance", "instance_missing"),
        (
            "/instance/fetchInstances",
            Answer(200, [{**INSTANCE, "integration": "WHATSAPP-BUSINESS"}]),
            "instance",
            "business_channel_refused",
        ),
        ("/instance/connectionState", recorded("connection_state_close"), "connection", "not_connected: close"),
        ("/webhook/find", recorded("webhook_find_none"), "callback", "callback_missing"),
        ("/webhook/find", Answer(200, {**WEBHOOK, "enabled": False}), "callback", "callback_missing"),
        ("/webhook/find", recorded("webhook_find"), "callback", "callback_elsewhere"),
        (
            "/webhook/find",
            Answer(200, {**WEBHOOK, "events": EVENTS[1:]}),
            "callback",
            "events_missing: MESSAGES_UPSERT",
        ),
    ],
)
async def test_each_trouble_has_its_words(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber, path: str, answer: Answer, step: str, detail: str
) -> None:
    server.answer = answers({**healthy(), path: answer})

    steps = await provider.inspector.probe(via)

    failed = [probe for probe in steps if not probe.ok]
    assert [(probe.step, probe.detail) for probe in failed] == [(step, detail)]
    assert "LOJA" not in repr(steps)


async def test_a_report_says_who_is_linked(server: Evolution, provider: EvolutionProvider, via: OpenNumber) -> None:
    server.answer = answers(healthy())

    report = await provider.inspector.report(via)

    assert (report.status, report.display_phone_number, report.verified_name) == (
        "connected",
        "+5511988887777",
        "Loja Centro",
    )
    assert report.messages_per_second == 1


async def test_a_report_raises_when_there_is_none(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: recorded("verify_creds_bad_key")
    with pytest.raises(UpstreamFailed):
        await provider.inspector.report(via)

    server.answer = lambda _: None
    with pytest.raises(UpstreamTimedOut):
        await provider.inspector.report(via)


@pytest.mark.parametrize(
    ("answer", "alive"),
    [
        (Answer(200, b'[{"jid":"5511988887777@s.whatsapp.net","exists":true,"number":"5511988887777"}]'), True),
        (Answer(400, b'{"status":400,"error":"Bad Request","response":{"message":["Connection Closed"]}}'), False),
        (None, False),
        (Answer(502, b"<html>Bad Gateway</html>"), None),
        (Answer(404, b'{"status":404,"error":"Not Found","response":{"message":["Cannot POST /chat"]}}'), None),
        (Answer(200, b"[]"), None),
    ],
)
async def test_alive_is_what_whatsapp_answers_and_an_answer_of_somebody_else_says_nothing(
    server: Evolution,
    provider: EvolutionProvider,
    via: OpenNumber,
    answer: Answer | None,
    alive: bool | None,  # noqa: FBT001
) -> None:
    own = replace(via, number=replace(via.number, phone_number="+5511988887777"))
    server.answer = lambda _: answer

    assert await provider.pairing.alive(own) is alive
