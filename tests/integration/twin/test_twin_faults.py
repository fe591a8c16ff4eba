"""Ordered trouble means to our adapter what it must: again, never again, or nobody knows."""

import asyncio

import pytest
from tests.support.twin import NUMBER_ID, Callback

from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_app.twin import CloudTwin, Fault, FaultKind, Match
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import Accepted, FailureCode, OpenNumber, SendFailure, Text

PHONE = "+5511987654321"
TO = (Address(kind=AddressKind.PHONE, value=PHONE),)
HELLO = Text(body="Olá")

# kind, our code, retryable, ambiguous, how often it was accepted
CASES = [
    (FaultKind.TOO_MANY, FailureCode.RATE_LIMITED, True, False, 0),
    (FaultKind.SERVER_ERROR, FailureCode.PROVIDER_BUSY, True, False, 0),
    (FaultKind.UNAVAILABLE, FailureCode.PROVIDER_BUSY, True, False, 0),
    (FaultKind.BAD_GATEWAY, FailureCode.PROVIDER_UNCLEAR, False, True, 0),
    (FaultKind.TIMEOUT_BEFORE, FailureCode.PROVIDER_SILENT, False, True, 0),
    (FaultKind.TIMEOUT_AFTER, FailureCode.PROVIDER_SILENT, False, True, 1),
    (FaultKind.RESET_BEFORE, FailureCode.PROVIDER_SILENT, False, True, 0),
    (FaultKind.RESET_AFTER, FailureCode.PROVIDER_SILENT, False, True, 1),
]


@pytest.mark.parametrize(("kind", "code", "retryable", "ambiguous", "count"), CASES, ids=[case[0] for case in CASES])
async def test_trouble_is_understood_and_the_ledger_knows_whether_it_was_taken(
    provider: CloudProvider,
    twin: CloudTwin,
    via: OpenNumber,
    callback: Callback,
    kind: FaultKind,
    code: FailureCode,
    retryable: bool,  # noqa: FBT001  a column of the table
    ambiguous: bool,  # noqa: FBT001  a column of the table
    count: int,
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    twin.fault(Fault(kind=kind))
    failure = await provider.sender.send(via, TO, HELLO, correlation="c1")
    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.retryable, failure.ambiguous) == (code, retryable, ambiguous)
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert twin.accepted()["c1"] == count
    told = [event for event in callback.events if getattr(event, "correlation", None) == "c1"]
    assert len(told) == 3 * count
    again = await provider.sender.send(via, TO, HELLO, correlation="c1")
    assert isinstance(again, Accepted)
    assert twin.accepted()["c1"] == count + 1


async def test_too_many_names_the_seconds_to_wait(provider: CloudProvider, twin: CloudTwin, via: OpenNumber) -> None:
    twin.fault(Fault(kind=FaultKind.TOO_MANY))
    failure = await provider.sender.send(via, TO, HELLO, correlation="c")
    assert isinstance(failure, SendFailure)
    assert failure.retry_after == 1


async def test_any_error_of_the_provider_can_be_ordered(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber
) -> None:
    twin.fault(Fault(kind=FaultKind.ERROR, code=131031))
    failure = await provider.sender.send(via, TO, HELLO, correlation="c")
    assert isinstance(failure, SendFailure)
    assert failure.code == FailureCode.ACCOUNT_RESTRICTED


async def test_trouble_for_one_message_leaves_the_others_alone(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    twin.fault(Fault(kind=FaultKind.SERVER_ERROR, match=Match(body="second")))
    answers = [
        await provider.sender.send(via, TO, HELLO, correlation=correlation) for correlation in ("first", "second")
    ]
    assert [type(answer) for answer in answers] == [Accepted, SendFailure]


async def test_the_twin_stops_while_somebody_waits_for_an_answer_that_never_comes(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber
) -> None:
    twin.fault(Fault(kind=FaultKind.TIMEOUT_BEFORE))
    sending = asyncio.create_task(provider.sender.send(via, TO, HELLO, correlation="c"))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(twin.stop(), 3)
    failure = await sending
    assert isinstance(failure, SendFailure)
    assert failure.ambiguous
