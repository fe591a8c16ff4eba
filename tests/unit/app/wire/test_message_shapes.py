"""Every content has the contract's fields."""

import datetime as dt
from uuid import UUID

import pytest

from pytake_app.wire.messages import content_out, message_out
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, NumberId, TenantId
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import Direction, Failure, Message, MessageState, SenderKind, StatusStep
from pytake_domain.whatsapp import (
    Button,
    Buttons,
    Content,
    ListMenu,
    Location,
    Media,
    MessageType,
    Reaction,
    Reply,
    Row,
    Section,
    Template,
    TemplateButton,
    Text,
    Unsupported,
)

AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
MEDIA = {"media_id", "url", "mime_type", "size", "sha256", "filename", "caption", "voice"}
REPLY = {"kind", "id", "title", "description", "data"}


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (Text(body="a"), {"body"}),
        (Media(type=MessageType.IMAGE, media_id="1"), MEDIA),
        (Location(latitude=1.0, longitude=2.0), {"latitude", "longitude", "name", "address"}),
        (Buttons(body="?", buttons=(Button(id="a", title="A"),)), {"kind", "header", "body", "footer", "buttons"}),
        (
            ListMenu(body="?", button="b", sections=(Section(rows=(Row(id="a", title="A"),)),)),
            {"kind", "header", "body", "footer", "button", "sections"},
        ),
        (Reply(of="button_reply", id="a", title="A"), REPLY),
        (TemplateButton(text="a", payload="b"), {"text", "payload"}),
        (Reaction(emoji="👍", message_id="w"), {"emoji", "message_id"}),
        (Template(name="a", language="pt_BR"), {"name", "language", "components", "rendered"}),
        (Unsupported(what="hologram"), {"what"}),
    ],
)
def test_a_content_is_shown_with_its_fields(content: Content, fields: set[str]) -> None:
    assert set(content_out(content)) == fields


def test_a_failure_says_it_in_the_readers_language_and_in_the_providers_words() -> None:
    failure = Failure(code="RECIPIENT_UNREACHABLE", provider_code="131026", message="Message undeliverable")
    message = Message(
        id=MessageId(UUID(int=1)),
        tenant_id=TenantId(UUID(int=2)),
        conversation_id=ConversationId(UUID(int=3)),
        contact_id=ContactId(UUID(int=4)),
        number_id=NumberId(UUID(int=5)),
        direction=Direction.OUTBOUND,
        content=Text(body="oi"),
        status=MessageState.FAILED,
        created_at=AT,
        sent_by=SenderKind.AGENT,
        status_history=(StatusStep(status="failed", at=AT, error=failure),),
        error=failure,
    )
    for language, begins in ((Language.PT_BR, "O número"), (Language.EN, "The number"), (Language.ES, "El número")):
        error = message_out(message, language).error
        assert error is not None
        assert error.message.startswith(begins)
        assert error.detail == "Message undeliverable"
        assert message_out(message, language).status_history[0].error == error
