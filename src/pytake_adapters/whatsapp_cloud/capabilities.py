"""What the Cloud API can do; kinds, sizes and types as its documentation of November 2026 has them."""

from pytake_domain.whatsapp import Can, Capabilities, MediaLimit, MediaTransport, MessageType, Support

_MB = 1 << 20
_OFFICE = "application/vnd.openxmlformats-officedocument"

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
                "buttons",
                "list",
                "template",
                "reaction",
                "cta_url",
                "location_request",
                "contact_request",
                "call_permission",
                "voice_call",
                "product",
                "product_list",
                "catalog",
                "flow",
                "carousel",
                "order_details",
                "order_status",
            ),
            Can(),
        ),
        "poll": Can(support=Support.NO, reason="official_has_no_polls"),
    },
    features={
        **dict.fromkeys(("reply", "typing", "mark_read", "templates", "profile", "delivery_statuses"), Can()),
        "edit": Can(support=Support.NO, reason="official_edits_nothing"),
        "delete": Can(support=Support.NO, reason="official_deletes_nothing"),
        "pairing": Can(support=Support.NO, reason="official_needs_no_pairing"),
        "free_text_any_time": Can(support=Support.NO, reason="official_has_a_window"),
    },
    media={
        MessageType.IMAGE: MediaLimit(most_bytes=5 * _MB, mime_types=("image/jpeg", "image/png")),
        MessageType.VIDEO: MediaLimit(most_bytes=16 * _MB, mime_types=("video/mp4", "video/3gpp")),
        MessageType.AUDIO: MediaLimit(
            most_bytes=16 * _MB, mime_types=("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")
        ),
        MessageType.STICKER: MediaLimit(most_bytes=500 * 1024, mime_types=("image/webp",)),
        MessageType.DOCUMENT: MediaLimit(
            most_bytes=100 * _MB,
            mime_types=(
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{_OFFICE}.wordprocessingml.document",
                f"{_OFFICE}.spreadsheetml.sheet",
                f"{_OFFICE}.presentationml.presentation",
            ),
        ),
    },
    media_transport=MediaTransport.UPLOAD,
    settings=("name", "phone_number_id", "business_account_id", "access_token", "app_secret"),
    most_buttons=3,
    most_rows=10,
)
