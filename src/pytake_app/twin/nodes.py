"""The Graph API's nodes that are read: numbers, accounts, their lists, and tokens."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from pytake_app.twin.errors import GraphError, missing
from pytake_app.twin.settings import TwinNumber, TwinTemplate
from pytake_app.twin.state import Account, Number, State
from pytake_app.twin.wire import JSON

SCOPES = ("whatsapp_business_management", "whatsapp_business_messaging")
HIGH = 1000
PAGE = 25
MOST = 100
_NUMBER_USUALLY = (
    "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,"
    "webhook_configuration,last_onboarded_time"
)
_ACCOUNT_USUALLY = "name,timezone_id,message_template_namespace"
_TEMPLATE_USUALLY = "name,parameter_format,components,language,status,category"
_REGISTERED = ("CONNECTED", "RESTRICTED")


def number_node(state: State, number: Number, query: Mapping[str, str]) -> JSON:
    """A number as the query's `fields` ask for it."""
    told, account = number.told, state.account(number.told.waba_id)
    callbacks = {
        "phone_number": number.callback,
        "whatsapp_business_account": account.callback,
        "application": told.callback_url,
    }
    node = {
        "id": told.phone_number_id,
        "display_phone_number": told.display_phone_number,
        "verified_name": told.verified_name,
        "name_status": "APPROVED",
        "code_verification_status": "VERIFIED",
        "quality_rating": told.quality_rating,
        "status": told.status,
        "account_mode": "LIVE",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "HIGH" if told.messages_per_second >= HIGH else "STANDARD"},
        "is_on_biz_app": told.is_on_biz_app,
        "whatsapp_business_manager_messaging_limit": told.messaging_limit,
        "webhook_configuration": {level: url for level, url in callbacks.items() if url},
        "last_onboarded_time": "2026-01-05T12:00:00+0000",
        "health_status": _health(told),
    }
    return _asked(node, query.get("fields", _NUMBER_USUALLY), "WhatsAppBusinessPhoneNumber")


def account_node(state: State, account: Account, query: Mapping[str, str]) -> JSON:
    """An account as the query's `fields` ask for it."""
    told = next(number.told for number in state.numbers.values() if number.told.waba_id == account.id)
    node = {
        "id": account.id,
        "name": told.verified_name,
        "currency": "BRL",
        "timezone_id": "25",
        "country": "BR",
        "status": "ACTIVE",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "owner_business_info": {"name": told.verified_name, "id": told.business_id},
        "message_template_namespace": f"twin_{account.id}",
        "health_status": _health(told),
        "whatsapp_business_manager_messaging_limit": told.messaging_limit,
    }
    return _asked(node, query.get("fields", _ACCOUNT_USUALLY), "WhatsAppBusinessAccount")


def numbers_of(state: State, account: Account, query: Mapping[str, str]) -> JSON:
    """The account's numbers, a page of them."""
    numbers = [number for number in state.numbers.values() if number.told.waba_id == account.id]
    chosen = {"fields": query.get("fields", "verified_name,display_phone_number,quality_rating,status")}
    return _page([number_node(state, number, chosen) for number in numbers], query)


def templates_of(account: Account, query: Mapping[str, str]) -> JSON:
    """The account's templates, a page of those that the query's name, language, status and category let through."""
    fields = query.get("fields", _TEMPLATE_USUALLY)
    wanted = {key: query[key] for key in ("name", "language", "status", "category") if key in query}
    nodes = [_template_node(template) for template in account.templates.values()]
    chosen = [node for node in nodes if all(node[key] == value for key, value in wanted.items())]
    return _page([_asked(node, fields, "WhatsAppMessageTemplate") for node in chosen], query)


def apps_of(state: State, account: Account) -> JSON:
    """The apps that hear of this account."""
    told = next(number.told for number in state.numbers.values() if number.told.waba_id == account.id)
    app: JSON = {"whatsapp_business_api_data": {"id": told.app_id, "link": "", "name": told.verified_name}}
    if account.callback:
        app["override_callback_uri"] = account.callback
    return {"data": [app] if account.subscribed else []}


def token_node(state: State, token: str) -> JSON:
    """What `debug_token` says of a token."""
    if not token:
        raise missing("input_token")
    try:
        granted = sorted(state.granted(token))
    except GraphError:
        error = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    told = next(number.told for number in state.numbers.values() if number.told.access_token == token)
    return {
        "data": {
            "app_id": told.app_id,
            "type": "SYSTEM_USER",
            "application": told.verified_name,
            "data_access_expires_at": 0,
            "expires_at": 0,
            "is_valid": True,
            "issued_at": 1767614400,
            "scopes": list(SCOPES),
            "granular_scopes": [{"scope": scope, "target_ids": granted} for scope in SCOPES],
            "user_id": "104169029247128",
        }
    }


def _health(told: TwinNumber) -> JSON:
    can = "AVAILABLE" if told.status in _REGISTERED else "BLOCKED"
    number: JSON = {"entity_type": "PHONE_NUMBER", "id": told.phone_number_id, "can_send_message": can}
    if can == "BLOCKED":
        number["errors"] = [
            {"error_code": 141000, "error_description": f"The number is {told.status}", "possible_solution": ""}
        ]
    others = (("WABA", told.waba_id), ("BUSINESS", told.business_id), ("APP", told.app_id))
    entities = [{"entity_type": kind, "id": node_id, "can_send_message": "AVAILABLE"} for kind, node_id in others]
    return {"can_send_message": can, "entities": [number, *entities]}


def _template_node(template: TwinTemplate) -> JSON:
    return {
        "id": template.id,
        "name": template.name,
        "parameter_format": template.parameter_format,
        "components": list(template.components),
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "rejected_reason": "NONE",
        "quality_score": {"score": "GREEN" if template.status == "APPROVED" else "RED"},
    }


def _asked(node: JSON, fields: str, kind: str) -> JSON:
    names = [name.strip() for name in fields.split(",") if name.strip()]
    for name in names:
        if name not in node:
            raise GraphError(100, message=f"Tried accessing nonexisting field ({name}) on node type ({kind})")
    return {**{name: node[name] for name in names}, "id": node["id"]}


def _page(items: Sequence[Any], query: Mapping[str, str]) -> JSON:
    try:
        limit = min(max(int(query.get("limit", PAGE)), 1), MOST)
        start = int(base64.urlsafe_b64decode(query["after"])) + 1 if query.get("after") else 0
    except ValueError:
        raise GraphError(131059, message="Invalid paging cursor") from None
    page = items[start : start + limit]
    if not page:
        return {"data": []}
    paging: JSON = {"cursors": {"before": _cursor(start), "after": _cursor(start + len(page) - 1)}}
    if start + len(page) < len(items):
        paging["next"] = f"?after={paging['cursors']['after']}&limit={limit}"
    return {"data": page, "paging": paging}


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(str(place).encode()).decode()
