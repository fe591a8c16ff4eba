"""A provider that answers nonsense, nothing, or too late: a failure with its reason, never an exception, never "sent".

What may have been taken is never sent again; what surely was not is tried again where that helps.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from tests.e2e.company import Company, Customer, until
from tests.e2e.test_media import talking
from tests.support.files import picture

from pytake_app.twin import Fault, FaultKind, Match, TwinTemplate

LOST = (FaultKind.PAGE, FaultKind.EMPTY, FaultKind.BAD_GATEWAY, FaultKind.RESET_BEFORE)
"""The answer says nothing, and the provider took nothing."""
TAKEN = (FaultKind.HALF, FaultKind.RESET_AFTER)
"""The answer says nothing, but the provider took it."""
SILENCE = 25.0
"""Seconds; longer than our patience with a provider."""


@pytest.fixture(autouse=True)
async def clean(company: Company) -> AsyncIterator[None]:
    """Whatever happens: no exception in the worker, nothing that counts as sent without the provider's id."""
    log = company.house.stack.place.data / "logs" / "work.log"
    before = log.stat().st_size
    yield
    with log.open("rb") as file:
        file.seek(before)
        assert b"Traceback" not in file.read()
    admin = await company.house.admin()
    without = await admin.fetchval(
        "SELECT count(*) FROM messages WHERE tenant_id = $1 AND direction = 'outbound' AND provider_id IS NULL"
        " AND status IN ('sent', 'delivered', 'read', 'played')",
        company.tenant_id,
    )
    assert without == 0


async def says(company: Company, customer: Customer, text: str = "Olá") -> str:
    sent = await company.post("whatsapp/send", {"to": customer.phone, "message": text}, status=202)
    return str(sent["id"])


async def ended(company: Company, message_id: str, *statuses: str, patience: float = 15.0) -> dict[str, Any]:
    """The message's status as soon as it is one of these."""

    async def one_of() -> dict[str, Any] | None:
        found = await company.status_of(message_id)
        return found if found["status"] in statuses else None

    found: dict[str, Any] = await until(one_of, patience)
    return found


async def in_doubt(company: Company, message_id: str) -> bool:
    admin = await company.house.admin()
    query = "SELECT unknown_until IS NOT NULL FROM outgoing WHERE tenant_id = $1 AND message_id = $2"
    return bool(await admin.fetchval(query, company.tenant_id, UUID(message_id)))


async def doubt_ends(company: Company) -> None:
    """As if the minutes had passed that a lost answer is given."""
    admin = await company.house.admin()
    await admin.execute(
        "UPDATE outgoing SET unknown_until = now() WHERE tenant_id = $1 AND unknown_until IS NOT NULL",
        company.tenant_id,
    )


async def failed_as_unknown(company: Company, message_id: str) -> None:
    """It waits in doubt, is not sent again, and fails saying so once nothing was heard of it."""

    async def waits() -> bool:
        return await in_doubt(company, message_id)

    await until(waits)
    assert (await company.status_of(message_id))["status"] == "queued"
    await doubt_ends(company)
    found = await ended(company, message_id, "failed")
    assert found["error"]["code"] == "OUTCOME_UNKNOWN"
    assert found["error"]["message"]
    assert company.twin.accepted()[message_id] == 0


@pytest.mark.parametrize("kind", LOST)
async def test_a_text_whose_answer_says_nothing_is_in_doubt_and_then_failed(company: Company, kind: FaultKind) -> None:
    customer = await talking(company)
    company.twin.fault(Fault(kind=kind))
    await failed_as_unknown(company, await says(company, customer))


@pytest.mark.parametrize("kind", TAKEN)
async def test_a_text_that_was_taken_is_settled_by_its_status_and_never_sent_twice(
    company: Company, kind: FaultKind
) -> None:
    customer = await talking(company)
    company.twin.fault(Fault(kind=kind))
    sent = await says(company, customer)

    assert (await ended(company, sent, "delivered", "read"))["error"] is None
    await customer.reads("Olá")
    assert company.twin.accepted()[sent] == 1


async def test_silence_before_and_after_taking_is_doubt_as_well(company: Company) -> None:
    first, second = await talking(company), await talking(company)
    company.twin.fault(Fault(kind=FaultKind.TIMEOUT_BEFORE, match=Match(body="antes")))
    company.twin.fault(Fault(kind=FaultKind.TIMEOUT_AFTER, match=Match(body="depois")))
    lost, taken = await says(company, first, "antes"), await says(company, second, "depois")

    assert (await ended(company, taken, "delivered", "read", patience=SILENCE + 10))["error"] is None

    async def waits() -> bool:
        return await in_doubt(company, lost)

    await until(waits, SILENCE)
    await failed_as_unknown(company, lost)
    assert company.twin.accepted()[taken] == 1


async def test_an_error_under_a_success_is_the_error_it_is(company: Company) -> None:
    customer = await talking(company)
    company.twin.fault(Fault(kind=FaultKind.ERROR_200, code=131026))
    found = await ended(company, await says(company, customer), "failed")
    assert (found["error"]["code"], found["error"]["provider_code"]) == ("RECIPIENT_UNREACHABLE", "131026")

    other = await talking(company)
    company.twin.fault(Fault(kind=FaultKind.ERROR_200, code=131000))
    again = await says(company, other, "outra vez")
    await ended(company, again, "delivered", "read")
    assert company.twin.accepted()[again] == 1


async def test_too_many_is_tried_again_after_the_time_that_was_named(company: Company) -> None:
    customer = await talking(company)
    company.twin.fault(Fault(kind=FaultKind.TOO_MANY))
    sent = await says(company, customer)
    admin = await company.house.admin()

    async def postponed() -> Any:
        query = "SELECT not_before - now() > interval '300 ms' FROM outgoing WHERE message_id = $1 AND tries = 1"
        return await admin.fetchval(query, UUID(sent))

    await until(postponed)
    await ended(company, sent, "delivered", "read")
    assert company.twin.accepted()[sent] == 1


@pytest.mark.parametrize("kind", [*LOST, *TAKEN, FaultKind.TOO_MANY, FaultKind.ERROR_200, FaultKind.SERVER_ERROR])
async def test_an_upload_that_goes_wrong_is_made_again_and_the_message_sent_once(
    company: Company, kind: FaultKind
) -> None:
    customer = await talking(company)
    stored = await company.upload(picture(), "foto.jpg", "image/jpeg")
    company.twin.fault(Fault(kind=kind, match=Match(path=f"{company.phone_number_id}/media")))
    sent = await company.post("whatsapp/send-media", {"to": customer.phone, "media_id": stored["id"]}, status=202)

    await ended(company, sent["id"], "delivered", "read")
    assert company.twin.accepted()[sent["id"]] == 1


async def test_an_upload_that_is_refused_fails_the_message_with_its_reason(company: Company) -> None:
    customer = await talking(company)
    stored = await company.upload(picture(), "foto.jpg", "image/jpeg")
    match = Match(path=f"{company.phone_number_id}/media")
    company.twin.fault(Fault(kind=FaultKind.ERROR_200, code=100, match=match))
    sent = await company.post("whatsapp/send-media", {"to": customer.phone, "media_id": stored["id"]}, status=202)

    found = await ended(company, sent["id"], "failed")
    assert (found["error"]["code"], found["error"]["provider_code"]) == ("MESSAGE_INVALID", "100")
    assert company.twin.accepted()[sent["id"]] == 0


@pytest.mark.parametrize("kind", [FaultKind.PAGE, FaultKind.EMPTY, FaultKind.HALF])
async def test_a_template_message_is_treated_like_a_text(company: Company, kind: FaultKind) -> None:
    number = (await company.get("whatsapp-configs"))["data"][0]
    body = {"type": "BODY", "text": "Sua fatura vence amanhã."}
    company.twin.add_template(TwinTemplate(waba_id=number["business_account_id"], name="fatura", components=(body,)))
    customer = company.customer()
    company.twin.fault(Fault(kind=kind))
    sent = await company.post("whatsapp/send-template", {"to": customer.phone, "name": "fatura"}, status=202)

    if kind in TAKEN:
        await ended(company, sent["id"], "delivered", "read")
        assert company.twin.accepted()[sent["id"]] == 1
    else:
        await failed_as_unknown(company, sent["id"])


@pytest.mark.parametrize("kind", [*LOST, *TAKEN, FaultKind.ERROR_200])
async def test_a_template_that_is_handed_in_is_adopted_or_stays_a_draft(company: Company, kind: FaultKind) -> None:
    company.twin.behave(review=None)
    component = {"type": "BODY", "text": "Sua fatura chegou."}
    draft = {"name": "aviso", "language": "pt_BR", "category": "UTILITY", "components": [component]}
    made = await company.post("templates", draft, status=201)
    company.twin.fault(Fault(kind=kind, match=Match(path="/message_templates")))
    answer = await company.call("POST", f"templates/{made['id']}/submit")

    if kind in TAKEN:
        assert answer.status_code == 202, answer.text
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "UPSTREAM_FAILED")
        assert (await company.get(f"templates/{made['id']}"))["status"] == "draft"
        await company.post(f"templates/{made['id']}/submit", status=202)
    found = await company.get(f"templates/{made['id']}")
    assert found["status"] == "pending"
    assert found["provider_id"]
