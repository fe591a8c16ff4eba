"""Templates at the Cloud API. Source: the template management pages."""

from collections.abc import Sequence
from typing import Any

from pytake_adapters.whatsapp_cloud.api import GraphApi
from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.scope import identifier, part, parts, word
from pytake_domain.templates import MessageTemplate, ParameterFormat, RemoteTemplate, Submitted
from pytake_domain.whatsapp import ByteSource, FailureCode, OpenNumber, SendFailure

EDGE = "message_templates"
FIELDS = "id,name,language,status,category,components,parameter_format,quality_score,rejected_reason"
PAGE = "100"
MOST_PAGES = 80
"""More templates than an account can have."""
_GONE = frozenset({"100", "33"})


class CloudTemplates:
    """See TemplateGateway."""

    def __init__(self, api: GraphApi) -> None:
        self._api = api

    async def create(self, via: OpenNumber, template: MessageTemplate) -> Submitted | SendFailure:
        """Hand a new one in."""
        body: JSON = {
            "name": template.name,
            "language": template.language,
            "category": template.category.value,
            "components": list(template.components),
        }
        if template.parameter_format is ParameterFormat.NAMED:
            body["parameter_format"] = template.parameter_format.value
        if template.ttl_seconds is not None:
            body["message_send_ttl_seconds"] = template.ttl_seconds
        answer = await self._api.post(via, template.business_account_id, EDGE, body=body)
        if isinstance(answer, SendFailure):
            return answer
        provider_id = identifier(answer.get("id"))
        if provider_id is None:
            return SendFailure(code=FailureCode.PROVIDER_UNCLEAR.value, ambiguous=True, detail="created without an id")
        category = word(answer.get("category")) or template.category.value
        return Submitted(provider_id=provider_id, status=word(answer.get("status")) or "PENDING", category=category)

    async def edit(self, via: OpenNumber, template: MessageTemplate) -> SendFailure | None:
        """Replace the components of one that the provider has."""
        body: JSON = {"components": list(template.components)}
        if template.ttl_seconds is not None:
            body["message_send_ttl_seconds"] = template.ttl_seconds
        answer = await self._api.post(via, template.provider_id or "", body=body)
        return answer if isinstance(answer, SendFailure) else None

    async def remove(self, via: OpenNumber, template: MessageTemplate) -> SendFailure | None:
        """Delete this language of it; one that is gone already is no failure."""
        named = {"name": template.name, "hsm_id": template.provider_id or ""}
        answer = await self._api.delete(via, template.business_account_id, EDGE, **named)
        if isinstance(answer, SendFailure) and answer.provider_code not in _GONE:
            return answer
        return None

    async def find(self, via: OpenNumber, name: str, language: str) -> RemoteTemplate | SendFailure | None:
        """The one of this name and language, if the provider has it."""
        account = via.number.business_account_id or ""
        answer = await self._api.get(via, account, EDGE, fields=FIELDS, limit=PAGE, name=name)
        if isinstance(answer, SendFailure):
            return answer
        found = (remote(item) for item in parts(answer, "data"))
        return next((t for t in found if t is not None and (t.name, t.language) == (name, language)), None)

    async def all(self, via: OpenNumber) -> Sequence[RemoteTemplate] | SendFailure:
        """Every template of the number's account; an entry that makes no sense is left out."""
        found: list[RemoteTemplate] = []
        after: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            account = via.number.business_account_id or ""
            answer = await self._api.get(via, account, EDGE, fields=FIELDS, limit=PAGE, **after)
            if isinstance(answer, SendFailure):
                return answer
            found += [t for item in parts(answer, "data") if (t := remote(item)) is not None]
            paging = part(answer, "paging")
            cursor = word(part(paging, "cursors").get("after"))
            if not paging.get("next") or cursor is None:
                break
            after = {"after": cursor}
        return found

    async def sample(self, via: OpenNumber, source: ByteSource, *, mime_type: str) -> str | SendFailure:
        """Hand over the example of a media header, by the resumable upload of the token's app."""
        token = via.access_token.reveal() if via.access_token else ""
        about = await self._api.get(via, "debug_token", input_token=token)
        if isinstance(about, SendFailure):
            return about
        app = identifier(part(about, "data").get("app_id"))
        if app is None:
            return SendFailure(code=FailureCode.PERMISSION_MISSING.value, detail="the token names no app")
        session = await self._api.post(
            via, app, "uploads", query={"file_length": str(source.size), "file_type": mime_type}, body={}
        )
        if isinstance(session, SendFailure):
            return session
        answer = await self._api.upload(via, word(session.get("id")) or "", source)
        if isinstance(answer, SendFailure):
            return answer
        handle = word(answer.get("h"))
        if handle is None:
            return SendFailure(code=FailureCode.PROVIDER_UNCLEAR.value, detail="uploaded without a handle")
        return handle


def remote(item: JSON) -> RemoteTemplate | None:
    """An entry of the list; None when it has no id, name or language."""
    provider_id, name, language = identifier(item.get("id")), word(item.get("name")), word(item.get("language"))
    if provider_id is None or name is None or language is None:
        return None
    components: list[dict[str, Any]] = parts(item, "components")
    reason = word(item.get("rejected_reason")) or ""
    return RemoteTemplate(
        provider_id=provider_id,
        name=name,
        language=language.replace("-", "_"),
        status=word(item.get("status")) or "",
        category=word(item.get("category")) or "",
        components=tuple(components),
        parameter_format=word(item.get("parameter_format")) or "POSITIONAL",
        quality=word(part(item, "quality_score").get("score")),
        reason="" if reason == "NONE" else reason,
    )
