"""What an Evolution server can do: what WhatsApp Web can, less what phones don't show of unofficial senders."""

from pytake_domain.whatsapp import Can, Capabilities, MediaLimit, MediaTransport, MessageType, Support

_MB = 1 << 20
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCUMENTS = (
    "text/plain",
    "text/csv",
    "application/pdf",
    "application/zip",
    "application/xml",
    "application/json",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    f"{_OFFICE}.wordprocessingml.document",
    f"{_OFFICE}.spreadsheetml.sheet",
    f"{_OFFICE}.presentationml.presentation",
)
_NO_TEMPLATES = Can(support=Support.NO, reason="evolution_has_no_templates")
_NO_CATALOGUE = Can(support=Support.NO, reason="evolution_has_no_catalogue")
_NO_CALLS = Can(support=Support.NO, reason="evolution_calls_nobody")
_NOT_SHOWN = Can(support=Support.AS_TEXT, reason="evolution_menus_are_text")
_OFFICIAL_ONLY = Can(support=Support.NO, reason="official_only")

CAPABILITIES = Capabilities(
    contents={
        **dict.fromkeys(
            (
                "text",
                "image",
                "video",
                "audio",
                "voice",
                "document",
                "sticker",
                "location",
                "contacts",
                "reaction",
                "poll",
            ),
            Can(),
        ),
        **dict.fromkeys(("buttons", "list", "cta_url"), _NOT_SHOWN),
        "template": _NO_TEMPLATES,
        **dict.fromkeys(("product", "product_list", "catalog"), _NO_CATALOGUE),
        **dict.fromkeys(("call_permission", "voice_call"), _NO_CALLS),
        **dict.fromkeys(
            ("flow", "carousel", "order_details", "order_status", "location_request", "contact_request"),
            _OFFICIAL_ONLY,
        ),
    },
    features={
        **dict.fromkeys(
            ("reply", "typing", "mark_read", "pairing", "free_text_any_time", "delivery_statuses"),
            Can(),
        ),
        "templates": _NO_TEMPLATES,
        "profile": Can(support=Support.NO, reason="evolution_profile_is_on_the_phone"),
        "edit": Can(support=Support.NO, reason="not_offered"),
        "delete": Can(support=Support.NO, reason="not_offered"),
    },
    media={
        # What the server re-encodes itself is taken in more kinds than WhatsApp has.
        MessageType.IMAGE: MediaLimit(most_bytes=16 * _MB, mime_types=("image/jpeg", "image/png", "image/webp")),
        MessageType.VIDEO: MediaLimit(most_bytes=64 * _MB, mime_types=("video/mp4", "video/3gpp")),
        MessageType.AUDIO: MediaLimit(
            most_bytes=16 * _MB,
            mime_types=("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"),
        ),
        MessageType.STICKER: MediaLimit(most_bytes=1 * _MB, mime_types=("image/webp", "image/png", "image/jpeg")),
        MessageType.DOCUMENT: MediaLimit(most_bytes=100 * _MB, mime_types=_DOCUMENTS),
    },
    media_transport=MediaTransport.LINK,
    settings=("name", "base_url", "evolution_instance", "evolution_api_key"),
    most_buttons=3,
    most_rows=10,
    notice="evolution_unofficial",
)
