"""The connection test: every step says what is wrong in its own words."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.support.graph import SILENCE, Graph, Request, http

from pytake_adapters.net.http import TimeOuts
from pytake_adapters.whatsapp_cloud.inspector import report_of
from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_domain.kernel.errors import UpstreamFailed, UpstreamTimedOut
from pytake_domain.testing.contracts.provider import a_number
from pytake_domain.whatsapp import OpenNumber

RESPONSES = Path(__file__).resolve().parents[3] / "recorded" / "whatsapp_cloud" / "responses"
VIA = a_number()
NUMBER, ACCOUNT = "106540352242922", "102290129340398"
CALLBACK = "https://example.test/webhooks/whatsapp/+15550783881"
STEPS = ["token", "number", "account", "membership", "subscription", "callback", "signature"]


def recorded(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((RESPONSES / f"{name}.json").read_bytes())["body"]
    return body


def healthy() -> dict[str, Any]:
    """What a well-connected number's nodes answer, by path."""
    subscribed = recorded("subscribed_apps")
    subscribed["data"][0]["whatsapp_business_api_data"]["id"] = recorded("debug_token")["data"]["app_id"]
    return {
        "debug_token": recorded("debug_token"),
        NUMBER: recorded("phone_number_health_fields"),
        ACCOUNT: {**recorded("waba"), **recorded("waba_review_status")},
        f"{ACCOUNT}/phone_numbers": {"data": [{"id": NUMBER}]},
        f"{ACCOUNT}/subscribed_apps": subscribed,
    }


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    graph = Graph()
    await graph.start()
    yield graph
    await graph.stop()


@pytest.fixture
async def provider(graph: Graph) -> AsyncIterator[CloudProvider]:
    provider = CloudProvider(
        base_url=graph.url, time_outs=TimeOuts(connect=1, read=0.2, total=2), callback_of=lambda _: CALLBACK
    )
    yield provider
    await provider.aclose()


def answering(graph: Graph, nodes: dict[str, Any]) -> None:
    def answer(request: Request) -> bytes:
        path = request.target.partition("?")[0].removeprefix("/v25.0/")
        node = nodes.get(path, {"error": {"code": 100, "message": f"no such node: {path}"}})
        return http(400 if "error" in node else 200, node)

    graph.answer = answer


async def failing(provider: CloudProvider, via: OpenNumber = VIA) -> dict[str, str]:
    return {probe.step: probe.detail for probe in await provider.inspector.probe(via) if not probe.ok}


async def test_a_well_connected_number_passes_every_step(provider: CloudProvider, graph: Graph) -> None:
    answering(graph, healthy())
    probes = await provider.inspector.probe(VIA)

    assert [probe.step for probe in probes] == STEPS
    assert all(probe.ok for probe in probes)
    assert "input_token=EAAtokenOfTheTests" in graph.requests[0].target


@pytest.mark.parametrize(
    ("node", "change", "step", "detail"),
    [
        ("debug_token", {"data": {"is_valid": False}}, "token", "token_invalid"),
        (
            "debug_token",
            {"data": {"is_valid": True, "scopes": ["whatsapp_business_messaging"]}},
            "token",
            "permission_missing: whatsapp_business_management",
        ),
        (NUMBER, {"status": "BANNED"}, "number", "status: BANNED"),
        (NUMBER, {"platform_type": "ON_PREMISE"}, "number", "platform_type: ON_PREMISE"),
        (NUMBER, {"code_verification_status": "NOT_VERIFIED"}, "number", "code_verification_status: NOT_VERIFIED"),
        (ACCOUNT, {"account_review_status": "REJECTED"}, "account", "review: REJECTED"),
        (f"{ACCOUNT}/phone_numbers", {"data": [{"id": "5"}]}, "membership", "number_not_in_account"),
        (NUMBER, {"webhook_configuration": {}}, "callback", "callback_missing"),
        (
            NUMBER,
            {"webhook_configuration": {"phone_number": "https://other", "application": CALLBACK}},
            "callback",
            "callback_elsewhere: https://other",
        ),
    ],
)
async def test_what_is_wrong_has_its_own_words(
    provider: CloudProvider, graph: Graph, node: str, change: dict[str, Any], step: str, detail: str
) -> None:
    nodes = healthy()
    nodes[node] = {**nodes[node], **change}
    answering(graph, nodes)

    assert await failing(provider) == {step: detail}


async def test_a_token_for_another_account_is_told_apart(provider: CloudProvider, graph: Graph) -> None:
    nodes = healthy()
    nodes["debug_token"]["data"]["granular_scopes"][0]["target_ids"] = ["999"]
    answering(graph, nodes)

    assert await failing(provider) == {"token": "account_not_granted"}


async def test_a_missing_subscription_is_made(provider: CloudProvider, graph: Graph) -> None:
    answering(graph, {**healthy(), f"{ACCOUNT}/subscribed_apps": {"data": []}})

    assert await failing(provider) == {}
    assert [request.target for request in graph.requests if request.method == "POST"] == [
        f"/v25.0/{ACCOUNT}/subscribed_apps"
    ]


async def test_the_test_ends_where_nothing_can_be_asked(provider: CloudProvider, graph: Graph) -> None:
    error = {"error": {"code": 190, "message": "Error validating access token"}}
    answering(graph, {**healthy(), "debug_token": error})

    (probe,) = await provider.inspector.probe(VIA)
    assert probe.detail == "CREDENTIALS_INVALID: Error validating access token"


async def test_a_number_far_down_the_list_is_found(provider: CloudProvider, graph: Graph) -> None:
    answering(graph, healthy())
    usual = graph.answer

    def paged(request: Request) -> bytes:
        if "/phone_numbers" in request.target and "after=" not in request.target:
            more = {"cursors": {"after": "c2"}, "next": "https://graph.facebook.com/next"}
            return http(200, {"data": [{"id": "5"}], "paging": more})
        return usual(request)

    graph.answer = paged

    assert await failing(provider) == {}


async def test_trouble_with_calls_does_not_stop_messages(provider: CloudProvider, graph: Graph) -> None:
    nodes = healthy()
    nodes[NUMBER]["health_status"] = recorded("health_status_sip_errors")["health_status"]
    answering(graph, nodes)
    assert await failing(provider) == {}

    nodes[NUMBER]["health_status"]["entities"][0]["can_send_message"] = "BLOCKED"
    assert (await failing(provider))["number"].startswith("blocked: PHONE_NUMBER")


async def test_an_unsigned_number_is_noticed(provider: CloudProvider, graph: Graph) -> None:
    answering(graph, healthy())

    assert await failing(provider, msgspec.structs.replace(VIA, app_secret=None)) == {"signature": "app_secret_missing"}


async def test_a_number_is_reported_as_the_provider_sees_it(provider: CloudProvider, graph: Graph) -> None:
    answering(graph, healthy())
    report = await provider.inspector.report(VIA)

    assert (report.status, report.quality, report.daily_limit) == ("connected", "GREEN", 250)
    assert (report.display_phone_number, report.verified_name) == ("+1 555-078-3881", "Example Store")
    assert report.messages_per_second == 20  # shared with the business's own phone


@pytest.mark.parametrize(
    ("said", "limit", "speed"),
    [
        ({"whatsapp_business_manager_messaging_limit": "TIER_UNLIMITED", "throughput": {"level": "HIGH"}}, None, 1000),
        ({"whatsapp_business_manager_messaging_limit": "TIER_10K", "throughput": {"level": "STANDARD"}}, 10_000, 80),
        ({}, None, None),
    ],
)
def test_tiers_and_throughput_are_numbers(said: dict[str, Any], limit: int | None, speed: int | None) -> None:
    report = report_of(said)

    assert (report.daily_limit, report.messages_per_second) == (limit, speed)


async def test_a_refused_report_says_why(provider: CloudProvider, graph: Graph) -> None:
    answering(graph, {})
    with pytest.raises(UpstreamFailed):
        await provider.inspector.report(VIA)

    graph.answer = lambda _: SILENCE
    with pytest.raises(UpstreamTimedOut):
        await provider.inspector.report(VIA)
