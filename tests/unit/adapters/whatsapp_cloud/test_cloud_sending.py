"""What an answer of the Graph API, or none, means for a message."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.support.graph import RESET, SILENCE, Graph, http

from pytake_adapters.net.http import MOST_BYTES, TimeOuts
from pytake_adapters.whatsapp_cloud.errors import RULES, failure_of
from pytake_adapters.whatsapp_cloud.provider import CloudProvider, build
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.provider import BSUID, PHONE, a_number
from pytake_domain.whatsapp import Accepted, Consequence, NotSupported, Poll, SendFailure, Text

RESPONSES = Path(__file__).resolve().parents[3] / "recorded" / "whatsapp_cloud" / "responses"
TOKEN = "EAAverySecretToken"
VIA = msgspec.structs.replace(a_number(), access_token=Secret(TOKEN))
TEXT = Text(body="oi")


def recorded(name: str) -> tuple[int, dict[str, Any]]:
    answer = json.loads((RESPONSES / f"{name}.json").read_bytes())
    return answer["http_status"], answer["body"]


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    graph = Graph()
    await graph.start()
    yield graph
    await graph.stop()


@pytest.fixture
async def provider(graph: Graph) -> AsyncIterator[CloudProvider]:
    provider = CloudProvider(base_url=graph.url, time_outs=TimeOuts(connect=1, read=0.2, total=2))
    yield provider
    await provider.aclose()


async def send(provider: CloudProvider, to: tuple[Address, ...] = PHONE) -> Accepted | SendFailure:
    return await provider.sender.send(VIA, to, TEXT, correlation="01J", reply_to="wamid.0")


async def refused(provider: CloudProvider) -> SendFailure:
    outcome = await send(provider)
    assert isinstance(outcome, SendFailure)
    return outcome


class TestRequests:
    async def test_a_send_goes_to_the_numbers_node_with_the_token_in_the_header(
        self, provider: CloudProvider, graph: Graph
    ) -> None:
        graph.answer = lambda _: http(*recorded("send_ok"))
        await send(provider)

        (request,) = graph.requests
        assert (request.method, request.target) == ("POST", "/v25.0/106540352242922/messages")
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["content-type"] == "application/json"
        assert request.json == {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "+5511987654321",
            "context": {"message_id": "wamid.0"},
            "biz_opaque_callback_data": "01J",
            "type": "text",
            "text": {"body": "oi", "preview_url": False},
        }

    async def test_a_number_may_bring_its_own_address_and_the_options_a_version(self, graph: Graph) -> None:
        provider = build({"version": "v26.0"})
        number = msgspec.structs.replace(VIA.number, base_url=graph.url + "/", phone_number_id="../../evil?x")
        await provider.sender.send(msgspec.structs.replace(VIA, number=number), PHONE, TEXT, correlation="1")
        await provider.aclose()

        assert graph.requests[0].target == "/v26.0/..%2F..%2Fevil%3Fx/messages"

    async def test_no_request_leaves_without_token_number_or_recipient(
        self, provider: CloudProvider, graph: Graph
    ) -> None:
        tokenless = msgspec.structs.replace(VIA, access_token=None)
        nameless = msgspec.structs.replace(VIA, number=msgspec.structs.replace(VIA.number, phone_number_id=None))

        outcomes = [
            await provider.sender.send(tokenless, PHONE, TEXT, correlation="1"),
            await provider.sender.send(nameless, PHONE, TEXT, correlation="1"),
            await provider.sender.send(VIA, (), TEXT, correlation="1"),
        ]

        assert [outcome.code for outcome in outcomes if isinstance(outcome, SendFailure)] == [
            "CREDENTIALS_INVALID",
            "NUMBER_UNUSABLE",
            "RECIPIENT_MISSING",
        ]
        assert graph.requests == []

    async def test_marking_as_read_names_the_message(self, provider: CloudProvider, graph: Graph) -> None:
        graph.answer = lambda _: http(*recorded("success_true"))

        assert await provider.sender.mark_read(VIA, "wamid.7") is None
        assert graph.requests[0].json["message_id"] == "wamid.7"

    def test_what_the_adapter_does_not_send_it_says(self, provider: CloudProvider) -> None:
        with pytest.raises(NotSupported):
            provider.sender.check(Poll(question="?", options=("a", "b")))


class TestAcceptance:
    @pytest.mark.parametrize(
        ("name", "wa_id", "bsuid", "held"),
        [
            ("send_ok", "16505551234", None, False),
            ("send_ok_message_status", "16505551234", None, False),
            ("send_ok_held_for_quality_assessment", "16505551234", None, True),
            ("send_ok_bsuid", None, "US.13491208655302741918", False),
        ],
    )
    async def test_a_recorded_success_is_accepted(
        self, provider: CloudProvider, graph: Graph, name: str, wa_id: str | None, bsuid: str | None, *, held: bool
    ) -> None:
        graph.answer = lambda _: http(*recorded(name))
        outcome = await send(provider, BSUID if bsuid else PHONE)

        assert isinstance(outcome, Accepted)
        assert outcome.provider_message_id == recorded(name)[1]["messages"][0]["id"]
        assert (outcome.wa_id, outcome.bsuid, outcome.held) == (wa_id, bsuid, held)

    async def test_201_is_a_success_as_well(self, provider: CloudProvider, graph: Graph) -> None:
        graph.answer = lambda _: http(201, recorded("send_ok")[1])

        assert isinstance(await send(provider), Accepted)

    @pytest.mark.parametrize("body", [{}, {"messages": []}, {"messages": [{"id": 5}]}, {"messages": "x"}, [], 5])
    async def test_a_success_that_names_no_message_is_unclear(
        self, provider: CloudProvider, graph: Graph, body: object
    ) -> None:
        graph.answer = lambda _: http(200, body)
        failure = await refused(provider)

        assert (failure.ambiguous, failure.retryable) == (True, False)


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "code", "retryable", "consequence"),
        [
            ("error_100_must_be_template", "MESSAGE_INVALID", False, Consequence.NONE),
            ("error_130429", "PROVIDER_RATE_LIMITED", True, Consequence.SLOW_NUMBER),
            ("error_131026", "RECIPIENT_UNREACHABLE", False, Consequence.MARK_DESTINATION),
            ("error_131031", "ACCOUNT_RESTRICTED", False, Consequence.STOP_NUMBER),
            ("error_131042", "PROVIDER_PAYMENT_PROBLEM", False, Consequence.STOP_CAMPAIGNS),
            ("error_131047_reengagement", "WINDOW_CLOSED", False, Consequence.NONE),
            ("error_131056", "PAIR_RATE_LIMITED", True, Consequence.SLOW_PAIR),
            ("error_132000", "TEMPLATE_PARAMETERS_WRONG", False, Consequence.STOP_TEMPLATE),
            ("error_132001", "TEMPLATE_MISSING", False, Consequence.STOP_TEMPLATE),
            ("error_132015", "TEMPLATE_PAUSED", False, Consequence.STOP_TEMPLATE),
            ("error_133010", "NUMBER_UNUSABLE", False, Consequence.STOP_NUMBER),
            ("error_139102_blocklist", "PROVIDER_REFUSED", False, Consequence.NONE),
            ("error_190_token", "CREDENTIALS_INVALID", False, Consequence.BREAK_CREDENTIALS),
            ("error_80007", "PROVIDER_RATE_LIMITED", True, Consequence.SLOW_NUMBER),
            ("error_with_user_title", "MESSAGE_INVALID", False, Consequence.NONE),
        ],
    )
    async def test_a_recorded_refusal_has_its_meaning(
        self, provider: CloudProvider, graph: Graph, name: str, code: str, *, retryable: bool, consequence: Consequence
    ) -> None:
        graph.answer = lambda _: http(*recorded(name))
        failure = await refused(provider)

        assert (failure.code, failure.retryable, failure.consequence) == (code, retryable, consequence)
        assert not failure.ambiguous
        assert failure.provider_code == str(recorded(name)[1]["error"]["code"])
        assert failure.detail.startswith(recorded(name)[1]["error"]["message"])

    async def test_an_error_object_counts_with_any_status(self, provider: CloudProvider, graph: Graph) -> None:
        for status in (200, 400, 403, 429, 500):
            graph.answer = lambda _, status=status: http(status, recorded("error_130429")[1])  # type: ignore[misc]
            failure = await refused(provider)
            assert (failure.code, failure.retryable, failure.ambiguous) == ("PROVIDER_RATE_LIMITED", True, False)

    async def test_the_named_pause_is_honoured(self, provider: CloudProvider, graph: Graph) -> None:
        graph.answer = lambda _: http(429, recorded("error_130429")[1], Retry_After="17")
        assert (await refused(provider)).retry_after == 17

        date = {"Date": "Sun, 01 Nov 2026 12:00:00 GMT", "Retry_After": "Sun, 01 Nov 2026 12:01:30 GMT"}
        graph.answer = lambda _: http(429, b"<html>slow down</html>", **date)
        failure = await refused(provider)
        assert (failure.retry_after, failure.retryable, failure.ambiguous) == (90, True, False)

    async def test_a_token_quoted_by_the_provider_is_not_repeated(
        self, provider: CloudProvider, graph: Graph, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        graph.answer = lambda _: http(401, {"error": {"code": 190, "message": f"Malformed access token {TOKEN}"}})
        failure = await refused(provider)

        assert failure.detail == "Malformed access token …"
        assert TOKEN not in caplog.text
        assert TOKEN not in repr((VIA, provider, failure))


class TestUnclearAnswers:
    @pytest.mark.parametrize(
        "answer",
        [
            http(500, b"<html>oops</html>"),
            http(502, b""),
            http(503, {"message": "no error object"}),
            http(200, b"not json"),
            http(302, b"", Location="http://127.0.0.1:1/elsewhere"),
            http(400, {"error": {}}),
            http(200, b"x" * (MOST_BYTES + 1)),
            b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
            b"nonsense\r\n\r\n",
            SILENCE,
            RESET,
        ],
    )
    async def test_the_message_may_have_been_taken(self, provider: CloudProvider, graph: Graph, answer: bytes) -> None:
        graph.answer = lambda _: answer
        failure = await refused(provider)

        assert (failure.ambiguous, failure.retryable) == (True, False)
        assert len(graph.requests) == 1

    async def test_a_dripping_answer_comes_to_an_end(self, graph: Graph) -> None:
        provider = CloudProvider(base_url=graph.url, time_outs=TimeOuts(connect=1, read=5, total=0.3))
        graph.answer = lambda _: SILENCE
        failure = await refused(provider)
        await provider.aclose()

        assert failure.ambiguous


class TestNothingSent:
    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1:1", "http://nowhere.invalid", "ftp://x", "http://", "http://[::1", "no address"]
    )
    async def test_who_can_not_be_reached_is_tried_again(self, address: str) -> None:
        provider = CloudProvider(base_url=address, time_outs=TimeOuts(connect=2))
        failure = await refused(provider)
        await provider.aclose()

        assert (failure.retryable, failure.ambiguous) == (True, False)

    async def test_a_token_with_a_line_break_writes_no_header(self, provider: CloudProvider, graph: Graph) -> None:
        via = msgspec.structs.replace(VIA, access_token=Secret("a\r\nX-Evil: 1"))
        outcome = await provider.sender.send(via, PHONE, TEXT, correlation="1")

        assert isinstance(outcome, SendFailure)
        assert graph.requests == []

    async def test_a_closed_client_opens_again(self, provider: CloudProvider, graph: Graph) -> None:
        graph.answer = lambda _: http(*recorded("send_ok"))
        await send(provider)
        await provider.aclose()
        await provider.aclose()

        assert isinstance(await send(provider), Accepted)


class TestTable:
    @pytest.mark.parametrize("code", sorted(RULES))
    def test_what_is_tried_again_is_never_ambiguous(self, code: int) -> None:
        failure = failure_of(str(code))

        assert not failure.ambiguous
        assert failure.retryable or (failure.most_tries, failure.retry_after) == (0, None)

    @pytest.mark.parametrize(
        ("code", "consequence"),
        [
            ("0", Consequence.BREAK_CREDENTIALS),
            ("10", Consequence.BREAK_CREDENTIALS),
            ("299", Consequence.BREAK_CREDENTIALS),
            ("33", Consequence.STOP_NUMBER),
            ("368", Consequence.STOP_NUMBER),
            ("131048", Consequence.STOP_CAMPAIGNS),
            ("131050", Consequence.OPT_OUT_MARKETING),
            ("132016", Consequence.STOP_TEMPLATE),
        ],
    )
    def test_what_else_follows_is_told(self, code: str, consequence: Consequence) -> None:
        assert failure_of(code).consequence is consequence
        assert not failure_of(code).retryable

    @pytest.mark.parametrize(("code", "most"), [("1", 3), ("131000", 3), ("131053", 3), ("2", 0), ("131016", 0)])
    def test_some_are_tried_a_few_times_and_some_while_it_is_useful(self, code: str, most: int) -> None:
        assert (failure_of(code).retryable, failure_of(code).most_tries) == (True, most)

    def test_maintenance_takes_a_minute(self) -> None:
        assert failure_of("131057").retry_after == 60
        assert failure_of("131057", retry_after=5).retry_after == 5

    @pytest.mark.parametrize("code", ["", "999999", "abc", "-1", "9" * 50, "٣"])
    def test_an_unknown_code_is_final_unless_the_provider_blames_itself(self, code: str) -> None:
        assert not failure_of(code, status=400).retryable
        assert failure_of(code, status=500).most_tries == 3
        assert failure_of(code, passing=True).retryable
        assert failure_of(code, status=429).consequence is Consequence.SLOW_NUMBER

    def test_a_username_is_no_way_to_anybody(self) -> None:
        assert not Address(kind=AddressKind.USERNAME, value="maria").finds
