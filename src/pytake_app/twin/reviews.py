"""Templates handed in, changed and deleted at the twin, and the review that decides on them."""

import re
from collections.abc import Mapping

import msgspec

from pytake_app.twin.errors import GraphError, missing
from pytake_app.twin.settings import TwinTemplate
from pytake_app.twin.state import Account, State
from pytake_app.twin.webhooks import Webhooks
from pytake_app.twin.wire import JSON, graph_id, part, parts, word

CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
BODY, FOOTER, BUTTONS = 1024, 60, 10
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
_BODILESS = [{"type": "BODY"}]
"""A card may have no body of its own."""
_NAME = re.compile(r"[a-z0-9_]{1,512}", re.ASCII)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Reviews:
    """What the Graph API does with templates of an account."""

    def __init__(self, state: State, webhooks: Webhooks) -> None:
        self._state = state
        self._webhooks = webhooks

    def create(self, account: Account, body: JSON) -> JSON:
        """Raises GraphError where the provider refuses."""
        name, language, category = (word(body.get(key)) for key in ("name", "language", "category"))
        if not _NAME.fullmatch(name):
            raise GraphError(100, message="Param name must be lower-case letters, digits and underscores")
        if not language:
            raise missing("language")
        if category.upper() not in CATEGORIES:
            raise GraphError(100, message=f"Param category must be one of {{{', '.join(CATEGORIES)}}}")
        if (name, language) in account.templates:
            raise GraphError(
                100, subcode=2388024, message="Content in this language already exists", details="Choose another name"
            )
        _check(parts(body, "components"))
        template = self._state.add_template(
            TwinTemplate(
                waba_id=account.id,
                name=name,
                language=language,
                category=category.upper(),
                status="PENDING",
                components=tuple(parts(body, "components")),
                parameter_format=word(body.get("parameter_format")) or "POSITIONAL",
                id=graph_id(),
            )
        )
        self._review(template)
        return {"id": template.id, "status": template.status, "category": template.category}

    def edit(self, template: TwinTemplate, body: JSON) -> JSON:
        """Raises GraphError where the provider refuses."""
        if template.status not in EDITABLE:
            raise GraphError(100, subcode=2593002, message="Only approved, rejected or paused templates can be edited")
        components = parts(body, "components")
        _check(components)
        changed = msgspec.structs.replace(template, components=tuple(components), status="PENDING")
        self._state.add_template(changed)
        self._review(changed)
        return {"success": True}

    def remove(self, account: Account, query: Mapping[str, str]) -> JSON:
        """By name, one language when `hsm_id` names it."""
        name, hsm_id = query.get("name", ""), query.get("hsm_id", "")
        found = [t for t in account.templates.values() if t.name == name and hsm_id in ("", t.id)]
        if not found:
            raise GraphError(100, subcode=2593002, message="Message Template Not Found")
        for template in found:
            del account.templates[(template.name, template.language)]
        return {"success": True}

    def decide(self, template_id: str, event: str, reason: str = "NONE") -> bool:
        """The review's word, told by a webhook; False when there is no such template."""
        template = self.find(template_id)
        if template is None:
            return False
        self._state.add_template(msgspec.structs.replace(template, status=event))
        number = next((n.told for n in self._state.numbers.values() if n.told.waba_id == template.waba_id), None)
        if number is not None:
            value = {
                "event": event,
                "message_template_id": int(template.id),
                "message_template_name": template.name,
                "message_template_language": template.language.replace("_", "-"),
                "reason": reason,
                "message_template_category": template.category,
            }
            self._webhooks.announce(number, "message_template_status_update", value)
        return True

    def find(self, template_id: str) -> TwinTemplate | None:
        """By its id, in any account."""
        accounts = self._state.accounts.values()
        return next((t for a in accounts for t in a.templates.values() if t.id == template_id), None)

    def _review(self, template: TwinTemplate) -> None:
        after = self._state.behaviour.review
        if after is not None:
            self._webhooks.later(after, lambda: self._approve(template.id))

    def _approve(self, template_id: str) -> None:
        template = self.find(template_id)
        if template is not None and template.status == "PENDING":
            self.decide(template_id, "APPROVED")


def _check(components: list[JSON]) -> None:
    kinds = [word(item.get("type")).upper() for item in components]
    if "BODY" not in kinds:
        raise GraphError(100, subcode=2388043, message="A template needs a body")
    for kind, item in zip(kinds, components, strict=True):
        text = word(item.get("text"))
        if kind == "HEADER" and word(item.get("format")).upper() in ("IMAGE", "VIDEO", "DOCUMENT", "GIF"):
            handles = part(item, "example").get("header_handle")
            if not isinstance(handles, list) or not all(word(h).startswith("4::") for h in handles) or not handles:
                raise GraphError(100, subcode=2388273, message="A media header needs an example by its handle")
        for card in parts(item, "cards"):
            _check([*parts(card, "components"), *_BODILESS])
        if kind == "BODY":
            if len(text) > BODY:
                raise GraphError(100, subcode=2388072, message=f"Body has more than {BODY} characters")
            if text.strip().startswith("{{") or text.strip().endswith("}}"):
                raise GraphError(100, subcode=2388299, message="Variables can't be at the start or end of the template")
            if _VARIABLE.search(text) and not part(item, "example"):
                raise GraphError(100, subcode=2388043, message="Variables need examples")
        if kind == "FOOTER" and len(text) > FOOTER:
            raise GraphError(100, subcode=2388073, message=f"Footer has more than {FOOTER} characters")
        if kind == "BUTTONS" and len(parts(item, "buttons")) > BUTTONS:
            raise GraphError(100, subcode=2388047, message=f"More than {BUTTONS} buttons")
