"""`templates`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    Listed,
    SyncOut,
    TemplateDetailOut,
    TemplateIn,
    TemplateOut,
    TemplatePreviewIn,
    TemplatePreviewOut,
    TemplateSyncIn,
)


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: str | None = None,
    category: str | None = None,
    language: str | None = None,
    whatsapp_config_id: Id | None = None,
    q: str | None = None,
) -> Call[Listed[TemplateOut]]:
    """Templates with status and quality.

    By name; `q` looks in names. Deleted ones come with `status=deleted`.
    """
    return Call(
        "GET",
        "/api/v1/templates",
        returns=Listed[TemplateOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "category": category,
            "language": language,
            "whatsapp_config_id": whatsapp_config_id,
            "q": q,
        },
        by_cursor=True,
    )


def create(body: TemplateIn) -> Call[TemplateOut]:
    """Draft a template.

    Checked against the provider's rules; it is sent for approval by `submit`.
    """
    return Call("POST", "/api/v1/templates", returns=TemplateOut, body=body)


def one(template_id: Id) -> Call[TemplateDetailOut]:
    """One template.

    With its history, where it is used, and what the provider would refuse of it now.
    """
    return Call("GET", path_of("/api/v1/templates/{template_id}", template_id=template_id), returns=TemplateDetailOut)


def change(template_id: Id, body: TemplateIn) -> Call[TemplateOut]:
    """Change a template.

    A draft changes here; an approved or paused one at the provider, who looks at it again.
    """
    return Call(
        "PUT", path_of("/api/v1/templates/{template_id}", template_id=template_id), returns=TemplateOut, body=body
    )


def remove(template_id: Id, *, force: bool | None = None) -> Call[None]:
    """Delete a template.

    Also at the provider; one that published flows send only with `force=true`.
    """
    return Call(
        "DELETE",
        path_of("/api/v1/templates/{template_id}", template_id=template_id),
        returns=None,
        query={"force": force},
    )


def preview(template_id: Id, body: TemplatePreviewIn) -> Call[TemplatePreviewOut]:
    """As the phone will show it.

    With the values given, and what is wrong with them; without any, with its examples.
    """
    return Call(
        "POST",
        path_of("/api/v1/templates/{template_id}/preview", template_id=template_id),
        returns=TemplatePreviewOut,
        body=body,
    )


def submit(template_id: Id) -> Call[TemplateOut]:
    """Send for approval.

    The answer has the status the provider gave it; what it decides comes later.
    """
    return Call("POST", path_of("/api/v1/templates/{template_id}/submit", template_id=template_id), returns=TemplateOut)


def sync(body: TemplateSyncIn) -> Call[SyncOut]:
    """Read all templates from the provider.

    What the provider says holds; drafts of ours stay.
    """
    return Call("POST", "/api/v1/templates/sync", returns=SyncOut, body=body)
