"""Files on the whole way: from a customer's phone into our store and out again, and from us to the phone."""

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.e2e.company import Company, Customer, until
from tests.support.files import bomb, document, picture, sound

from pytake_app.twin import Fault, FaultKind, Match, SaidMedia
from pytake_domain.kernel.ids import MediaId, TenantId

DOWNLOAD = Match(path="/twin/media/")


async def received(company: Company, customer: Customer, media: SaidMedia) -> dict[str, Any]:
    """The message of a file, as soon as its fate is settled."""
    message_id = customer.says(media=media)

    async def settled() -> dict[str, Any] | None:
        conversation = await customer.conversation()
        messages = await company.messages(conversation["id"])
        found = next((m for m in messages if m["whatsapp_message_id"] == message_id), None)
        done = found is not None and (
            (found["content"]["sha256"] and found["content"]["size"]) or "missing" in found["content"]
        )
        return found if done else None

    found: dict[str, Any] = await until(settled, patience=20)
    return found


async def file_of(company: Company, media_id: str, **options: Any) -> httpx.Response:
    return await company.call("GET", f"whatsapp/media/{media_id}", **options)


async def talking(company: Company) -> Customer:
    customer = company.customer()
    customer.says("oi")
    await customer.conversation()
    return customer


async def sent_object(company: Company, customer: Customer, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The objects of messages of this kind that arrived, once there are so many."""

    async def arrived() -> list[dict[str, Any]] | None:
        seen = company.twin.conversation(customer.phone, company.phone_number_id)
        found = [event.content[kind] for event in seen if not event.mine and event.type == kind]
        return found if len(found) >= count else None

    found: list[dict[str, Any]] = await until(arrived)
    return found


async def test_a_picture_is_stored_made_small_and_shown_in_parts(company: Company) -> None:
    content = picture(1600, 1200)
    said = SaidMedia(type="image", mime_type="image/jpeg", content=content, caption="minha fatura")
    message = await received(company, company.customer(), said)

    about = message["content"]
    assert message["text"] == "minha fatura"
    assert (about["size"], about["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    whole = await file_of(company, about["media_id"])
    assert (whole.status_code, whole.content) == (200, content)
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["content-disposition"] == "inline"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "private" in whole.headers["cache-control"]
    part = await file_of(company, about["media_id"], headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(content)}"
    behind = await file_of(company, about["media_id"], headers={"Range": f"bytes={len(content)}-"})
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(content)}")
    known = await file_of(company, about["media_id"], headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    small = await file_of(company, about["media_id"], params={"variant": "thumbnail"})
    assert small.headers["content-type"] == "image/jpeg"
    assert 0 < len(small.content) < len(content)


async def test_a_file_of_somebody_elses_conversation_is_not_there(company: Company, other_company: Company) -> None:
    bia, rui = await company.person(), await company.person()
    customer = company.customer()
    message = await received(company, customer, SaidMedia(type="image", mime_type="image/jpeg", content=picture()))
    media_id = message["content"]["media_id"]
    path = f"conversations/{message['conversation_id']}/assign"
    await company.post(path, {"user_id": bia.user["id"]}, status=200)

    assert (await bia.call("GET", f"whatsapp/media/{media_id}")).status_code == 200
    assert (await rui.call("GET", f"whatsapp/media/{media_id}")).status_code == 404
    assert (await other_company.call("GET", f"whatsapp/media/{media_id}")).status_code == 404
    own = await company.upload(picture(), "foto.jpg", "image/jpeg")
    assert (await rui.call("GET", f"whatsapp/media/{own['id']}")).status_code == 200
    sent = await rui.call("POST", "whatsapp/send-media", json={"to": customer.phone, "media_id": media_id})
    assert (sent.status_code, sent.json()["error"]["details"][0]["code"]) == (422, "unknown")


@pytest.mark.parametrize("kind", [FaultKind.WRONG_BYTES, FaultKind.NOT_FOUND, FaultKind.PAGE, FaultKind.BAD_GATEWAY])
async def test_a_download_that_fails_once_is_made_again(company: Company, kind: FaultKind) -> None:
    company.twin.fault(Fault(kind=kind, match=DOWNLOAD))
    content = document()
    said = SaidMedia(type="document", mime_type="application/pdf", content=content, filename="../conta\u202e.pdf")
    message = await received(company, company.customer(), said)

    assert message["content"]["sha256"] == hashlib.sha256(content).hexdigest()
    shown = await file_of(company, message["content"]["media_id"])
    assert shown.headers["content-disposition"].startswith('attachment; filename="conta.pdf"')


@pytest.mark.parametrize(
    ("mime_type", "content", "reason"),
    [
        ("image/jpeg", b"MZ\x90\x00" + bytes(200), "FORBIDDEN_TYPE"),
        ("image/jpeg", picture(kind="PNG"), "LYING_TYPE"),
        ("image/png", bomb(), "TOO_MANY_PIXELS"),
        ("image/jpeg", picture()[:900], "MEDIA_BROKEN"),
    ],
)
async def test_what_is_harmful_or_broken_is_missing_with_its_reason(
    company: Company, mime_type: str, content: bytes, reason: str
) -> None:
    message = await received(company, company.customer(), SaidMedia(type="image", mime_type=mime_type, content=content))

    assert message["content"]["missing"] == reason
    answer = await file_of(company, message["content"]["media_id"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "MEDIA_MISSING")


async def test_an_uploaded_picture_is_sent_and_its_upload_used_again(company: Company) -> None:
    customer, other = await talking(company), await talking(company)
    content = picture()
    stored = await company.upload(content, "Minha Foto.jpg", "image/jpeg")
    assert {k: stored[k] for k in ("mime_type", "size", "filename", "type", "width", "height")} == {
        "mime_type": "image/jpeg",
        "size": len(content),
        "filename": "Minha Foto.jpg",
        "type": "image",
        "width": 640,
        "height": 480,
    }
    for to in (customer, other, customer):
        body = {"to": to.phone, "media_id": stored["id"], "caption": "Veja"}
        sent = await company.post("whatsapp/send-media", body, status=202)
        assert sent["content"]["media_id"] == stored["id"]
    ids = {each["id"] for each in await sent_object(company, customer, "image", 2)}
    ids |= {each["id"] for each in await sent_object(company, other, "image")}

    assert len(ids) == 1, "uploaded once, sent three times"
    held = company.twin.media(ids.pop())
    assert held is not None
    assert (held.content, held.mime_type) == (content, "image/jpeg")


async def test_a_sound_of_another_kind_becomes_a_voice_note_once(company: Company) -> None:
    customer = await talking(company)
    stored = await company.upload(sound(), "recado.wav", "audio/wav")
    assert stored["type"] == "audio"
    assert 0.4 < stored["seconds"] < 0.6
    plain = await company.call("POST", "whatsapp/send-audio", json={"to": customer.phone, "media_id": stored["id"]})
    assert (plain.status_code, plain.json()["error"]["details"][0]["code"]) == (422, "media_type_not_taken")
    for _ in range(2):
        body = {"to": customer.phone, "media_id": stored["id"], "voice": True}
        await company.post("whatsapp/send-audio", body, status=202)
    first, second = await sent_object(company, customer, "audio", 2)

    assert first["voice"] is True
    assert first["id"] == second["id"]
    held = company.twin.media(first["id"])
    assert held is not None
    assert held.mime_type == "audio/ogg"
    assert held.content.startswith(b"OggS")
    assert b"OpusHead" in held.content[:100]


async def test_a_document_from_an_address_is_kept_and_sent(company: Company) -> None:
    customer = await talking(company)
    stored = await company.upload(document(), "conta.pdf", "application/pdf")
    url = f"{company.house.stack.place.base_url}/api/v1/media/none"
    refused = await company.call("POST", "whatsapp/send-document", json={"to": customer.phone, "url": url})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "MEDIA_LINK_UNUSABLE")
    links = company.house.container.adapters().media_links()
    now = company.house.container.adapters().clock().now()
    link = links.link(TenantId(company.tenant_id), MediaId(UUID(stored["id"])), now + dt.timedelta(minutes=5))
    assert link is not None
    assert (await company.house.http.get(link)).content == document()
    assert (await company.house.http.get(link[:-3] + "AAA")).status_code == 404
    body = {"to": customer.phone, "url": link, "filename": "Conta de luz.pdf", "caption": "Vence amanhã"}
    sent = await company.post("whatsapp/send-document", body, status=202)
    assert sent["content"]["media_id"] != stored["id"]
    (arrived,) = await sent_object(company, customer, "document")
    assert (arrived["filename"], arrived["caption"]) == ("Conta de luz.pdf", "Vence amanhã")


@pytest.mark.parametrize(
    ("name", "mime_type", "content", "code"),
    [
        ("foto.jpg", "image/jpeg", b"<svg xmlns='x'><script>1</script></svg>", "forbidden_type"),
        ("foto.jpg", "image/jpeg", document(), "lying_type"),
        ("a.html", "text/html", b"<html></html>", "forbidden_type"),
        ("vazio.pdf", "application/pdf", b"", "media_empty"),
        ("meio.pdf", "application/pdf", document()[:-7], "media_cut_off"),
        ("meio.png", "image/png", picture(kind="PNG")[:-500], "media_broken"),
        ("bomba.png", "image/png", bomb(), "too_many_pixels"),
    ],
)
async def test_an_upload_that_is_not_what_it_says_is_refused(
    company: Company, name: str, mime_type: str, content: bytes, code: str
) -> None:
    answer = await company.call("POST", "whatsapp/media", files={"file": (name, content, mime_type)})
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["code"] == "MEDIA_REFUSED"
    assert answer.json()["error"]["details"][0]["code"] == code


async def test_uploads_that_are_no_form_or_too_large_are_refused(company: Company) -> None:
    plain = await company.call("POST", "whatsapp/media", content=b"x", headers={"Content-Type": "text/plain"})
    assert plain.status_code == 415
    empty = await company.call("POST", "whatsapp/media", files={"other": ("a.txt", b"a", "text/plain")})
    assert (empty.status_code, empty.json()["error"]["details"][0]["field"]) == (422, "file")
    broken = await company.call(
        "POST",
        "whatsapp/media",
        content=b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf of',
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "MALFORMED")
    stored = await company.upload(document(6 * 1024 * 1024), "g.pdf", "application/pdf")
    body = {"to": "+5511999999999", "media_id": stored["id"]}
    refused = await company.call("POST", "whatsapp/send-media", json=body)
    assert refused.json()["error"]["details"][0]["code"] == "not_a_picture_or_video"
    told = await company.call(
        "POST", "whatsapp/media", data={"note": "x" * 70_000}, files={"file": ("a.txt", b"a", "text/plain")}
    )
    assert [(d["field"], d["code"]) for d in told.json()["error"]["details"]] == [("note", "too_long")]


async def test_more_than_a_hundred_megabytes_are_refused(company: Company) -> None:
    boundary = "x"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'.encode()

    async def body() -> Any:
        yield head
        for _ in range(101):
            yield bytes(1024 * 1024)

    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    announced = {**headers, "Content-Length": str(len(head) + 101 * 1024 * 1024)}
    for given in (headers, announced):
        try:
            answer = await company.call("POST", "whatsapp/media", content=body(), headers=given)
        except httpx.TransportError:
            continue  # the answer came, and the connection went, while the client was still writing
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "TOO_LARGE")
        assert str(100 * 1024 * 1024) in answer.json()["error"]["message"]


async def test_a_picture_that_is_too_large_for_the_provider_is_refused_before_it_is_queued(company: Company) -> None:
    customer = await talking(company)
    large = picture(kind="PNG") + bytes(6 * 1024 * 1024)
    stored = await company.upload(large, "grande.png", "image/png")
    answer = await company.call("POST", "whatsapp/send-media", json={"to": customer.phone, "media_id": stored["id"]})
    assert answer.status_code == 422
    detail = answer.json()["error"]["details"][0]
    assert (detail["field"], detail["code"]) == ("media_id", "media_too_large")
    assert str(5 * 1024 * 1024) in detail["message"]
