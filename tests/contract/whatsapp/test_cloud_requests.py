"""What we send is what the recorded requests send."""

import json
from pathlib import Path
from typing import Any

import pytest

from pytake_adapters.whatsapp_cloud import payloads
from pytake_adapters.whatsapp_cloud.contents import sent_content
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import Buttons, ListMenu, Template, Text, check_official

REQUESTS = Path(__file__).resolve().parents[2] / "recorded" / "whatsapp_cloud" / "requests"
NAMES = sorted(file.stem for file in REQUESTS.glob("*.json") if file.stem != "mark_as_read")


def recorded(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_bytes())["body"]
    if body["type"] == "template":
        body["template"]["language"].pop("policy", None)  # accepted and old: the code alone does
    return {"recipient_type": "individual", **body}


@pytest.mark.parametrize("name", NAMES)
def test_a_content_is_written_as_recorded(name: str) -> None:
    body = recorded(name)
    to: dict[str, Any] = {key: body[key] for key in ("to", "recipient") if key in body}
    content = sent_content(body, {})
    assert isinstance(content, Text | Buttons | ListMenu | Template)
    if isinstance(content, Text):
        content = Text(body=content.body, preview_url=body["text"]["preview_url"])

    assert payloads.message(to, content) == body


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_content_is_within_the_limits(name: str) -> None:
    assert check_official(sent_content(recorded(name), {})) == ()


def test_marking_as_read_is_written_as_recorded() -> None:
    body = json.loads((REQUESTS / "mark_as_read.json").read_bytes())["body"]

    assert payloads.read_mark(body["message_id"]) == body


def test_a_reply_and_our_own_id_go_along() -> None:
    body = payloads.message({"to": "+5511987654321"}, Text(body="oi"), correlation="01J", reply_to="wamid.1")

    assert body["context"] == {"message_id": "wamid.1"}
    assert body["biz_opaque_callback_data"] == "01J"


@pytest.mark.parametrize(
    ("addresses", "written"),
    [
        ([(AddressKind.PHONE, "+5511987654321")], {"to": "+5511987654321"}),
        ([(AddressKind.WA_ID, "551187654321")], {"to": "+551187654321"}),
        ([(AddressKind.BSUID, "BR.1"), (AddressKind.PHONE, "+5511987654321")], {"to": "+5511987654321"}),
        ([(AddressKind.USERNAME, "maria"), (AddressKind.BSUID, "BR.1")], {"recipient": "BR.1"}),
        ([(AddressKind.PARENT_BSUID, "BR.ENT.1")], {"recipient": "BR.ENT.1"}),
        ([(AddressKind.WA_ID, "not digits"), (AddressKind.BSUID, "BR.1")], {"recipient": "BR.1"}),
        ([(AddressKind.USERNAME, "maria")], None),
        ([], None),
    ],
)
def test_a_person_is_named_by_telephone_and_else_by_user_id(
    addresses: list[tuple[AddressKind, str]], written: dict[str, str] | None
) -> None:
    assert payloads.recipient([Address(kind=kind, value=value) for kind, value in addresses]) == written
