"""Files inside other messages: templates' headers and examples, menus' headers, addresses, films."""

from typing import Any

import pytest
from tests.e2e.company import Company, Customer, until
from tests.e2e.test_media import file_of, received, talking
from tests.support.files import document, film, picture

from pytake_app.twin import SaidMedia

HEADER = {"type": "HEADER", "format": "IMAGE"}
BODY = {"type": "BODY", "text": "Olá {{1}}, veja a nova loja.", "example": {"body_text": [["Ana"]]}}
GREETING = {"type": "body", "parameters": [{"type": "text", "text": "Rui"}]}


async def approved(company: Company, media_id: str) -> None:
    header = {**HEADER, "example": {"media_id": media_id}}
    draft = {"name": "loja", "language": "pt_BR", "category": "MARKETING", "components": [header, BODY]}
    made = await company.post("templates", draft, status=201)
    await company.post(f"templates/{made['id']}/submit", status=202)

    async def decided() -> bool:
        return bool((await company.get(f"templates/{made['id']}"))["status"] == "approved")

    await until(decided)


def header(**source: str) -> dict[str, Any]:
    return {"type": "header", "parameters": [{"type": "image", "image": source}]}


async def objects(company: Company, customer: Customer, kind: str) -> dict[str, Any]:
    """What a message of this kind held, once one arrived."""

    async def arrived() -> Any:
        seen = company.twin.conversation(customer.phone, company.phone_number_id)
        return next((e.content[kind] for e in seen if not e.mine and e.type == kind), None)

    found: dict[str, Any] = await until(arrived)
    return found


async def test_a_template_with_our_picture_is_submitted_approved_and_sent_by_the_providers_id(
    company: Company,
) -> None:
    company.twin.behave(review=0.05)
    content = picture()
    stored = await company.upload(content, "loja.jpg", "image/jpeg")
    await approved(company, stored["id"])
    customer = company.customer()
    body = {"to": customer.phone, "name": "loja", "components": [header(media_id=stored["id"]), GREETING]}
    sent = await company.post("whatsapp/send-template", body, status=202)

    written = (await objects(company, customer, "template"))["components"][0]["parameters"][0]["image"]
    assert set(written) == {"id"}
    held = company.twin.media(written["id"])
    assert held is not None
    assert held.content == content
    assert sent["content"]["components"][0] == header(media_id=stored["id"])


async def test_a_template_example_that_is_not_ours_is_refused_before_the_provider_is_asked(
    company: Company, other_company: Company
) -> None:
    stored = await other_company.upload(picture(), "loja.jpg", "image/jpeg")
    draft = {
        "name": "loja",
        "language": "pt_BR",
        "category": "MARKETING",
        "components": [{**HEADER, "example": {"media_id": stored["id"]}}, BODY],
    }
    made = await company.post("templates", draft, status=201)
    answer = await company.call("POST", f"templates/{made['id']}/submit")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["details"][0]["code"]) == (422, "TEMPLATE_INVALID", "unknown")
    assert (await company.get(f"templates/{made['id']}"))["status"] == "draft"


async def test_an_address_in_a_menu_is_fetched_by_us_and_sent_by_id(company: Company) -> None:
    customer = await talking(company)
    content = picture()
    stored = await company.upload(content, "promo.jpg", "image/jpeg")
    url = await company.link(stored["id"])
    interactive = {
        "kind": "cta_url",
        "body": "Promoção",
        "display_text": "Ver",
        "url": "https://loja.example",
        "header_media": {"kind": "media", "type": "image", "url": url},
    }
    sent = await company.post(
        "whatsapp/send-interactive", {"to": customer.phone, "interactive": interactive}, status=202
    )
    assert "url" not in sent["content"]["header_media"]
    written = (await objects(company, customer, "interactive"))["header"]["image"]
    assert set(written) == {"id"}
    held = company.twin.media(written["id"])
    assert held is not None
    assert held.content == content
    interactive["header_media"] = {"kind": "media", "type": "image", "url": f"{url[:-3]}AAA"}
    refused = await company.call(
        "POST", "whatsapp/send-interactive", json={"to": customer.phone, "interactive": interactive}
    )
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (422, "MEDIA_LINK_UNUSABLE")
    assert error["details"][0]["field"] == "header_media.url"


async def test_what_is_no_picture_is_refused_in_a_header(company: Company) -> None:
    customer = await talking(company)
    stored = await company.upload(document(), "conta.pdf", "application/pdf")
    body = {"to": customer.phone, "name": "loja", "components": [header(media_id=stored["id"]), GREETING]}
    answer = await company.call("POST", "whatsapp/send-template", json=body)
    detail = answer.json()["error"]["details"][0]
    assert (answer.status_code, detail["field"], detail["code"]) == (
        422,
        "components.0.parameters.0.image.media_id",
        "media_type_not_taken",
    )


@pytest.mark.parametrize("whole", [True, False], ids=["a film", "one that can't be read"])
async def test_the_first_picture_of_a_film_is_shown_small(company: Company, whole: bool) -> None:  # noqa: FBT001  a case
    content = film() if whole else film()[:2000]
    said = SaidMedia(type="video", mime_type="video/mp4", content=content)
    message = await received(company, company.customer(), said)

    media_id = message["content"]["media_id"]
    assert (await file_of(company, media_id)).content == content
    small = await file_of(company, media_id, params={"variant": "thumbnail"})
    assert small.status_code == (200 if whole else 404)
    if whole:
        assert small.headers["content-type"] == "image/jpeg"
        assert small.content.startswith(b"\xff\xd8\xff")
