"""News about templates, numbers and the account behind them: one change of a webhook each."""

from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.scope import Scope, identifier, part, parts, word
from pytake_domain.whatsapp import AccountChanged, NumberChanged, OtherNews, ProviderEvent, TemplateChanged

TEMPLATE_FIELDS = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "template_category_update",
        "message_template_components_update",
    }
)
NUMBER_FIELDS = frozenset(
    {
        "phone_number_quality_update",
        "phone_number_name_update",
        "account_settings_update",
        "business_username_update",
        "security",
    }
)
ACCOUNT_FIELDS = frozenset(
    {
        "account_update",
        "account_alerts",
        "account_review_update",
        "business_capability_update",
        "business_status_update",
    }
)

_STOPPING = frozenset({"ACCOUNT_DELETED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_OFFBOARDED"})
_RESTRICTING = frozenset({"RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTION_BIZ_INITIATED_MESSAGING"})


def template_changed(scope: Scope, value: JSON) -> ProviderEvent:
    """A template's status, quality, category or text changed; kept as it came when it names no template."""
    template_id = identifier(value.get("message_template_id"))
    name = word(value.get("message_template_name"))
    if template_id is None or name is None:
        return other(scope, value)
    change, event, reason = _template_change(scope.field, value)
    return TemplateChanged(
        route=scope.route,
        at=scope.at,
        change=change,
        template_id=template_id,
        name=name,
        language=(word(value.get("message_template_language")) or "").replace("-", "_"),
        event=event,
        reason=reason,
        data=value,
    )


def _template_change(field: str, value: JSON) -> tuple[str, str | None, str | None]:
    event, score = word(value.get("event")), word(value.get("new_quality_score"))
    if score and not event:
        # Told by its shape: the provider's own sample arrives under the field of the status.
        return "quality", score, None
    match field:
        case "template_category_update" if coming := word(value.get("correct_category")):
            return "category_announced", coming, None
        case "template_category_update":
            return "category", word(value.get("new_category")), None
        case "message_template_components_update":
            return "components", None, None
    reason = word(value.get("reason"))
    return "status", event, reason if reason != "NONE" else None


def number_changed(scope: Scope, value: JSON) -> ProviderEvent:
    """A number's quality, name, settings or protection changed."""
    return NumberChanged(
        route=scope.route,
        at=scope.at,
        change=scope.field,
        event=word(value.get("event")) or word(value.get("decision")) or word(value.get("status")),
        display_phone_number=word(value.get("display_phone_number")) or scope.business,
        data=value,
    )


def account_changed(scope: Scope, value: JSON) -> ProviderEvent:
    """The account's state, limits or alerts changed."""
    if "event" not in value and (nested := part(value, "value")):
        value = nested
    event = word(value.get("event"))
    alert = word(part(value, "alert_info").get("alert_type"))
    restrictions = {word(restriction.get("restriction_type")) for restriction in parts(value, "restriction_info")}
    banned = event == "DISABLED_UPDATE" and part(value, "ban_info").get("waba_ban_state") == "DISABLE"
    return AccountChanged(
        route=scope.route,
        at=scope.at,
        change=scope.field,
        event=event or word(value.get("decision")) or alert,
        stops_sending=banned or event in _STOPPING,
        stops_campaigns=bool(_RESTRICTING & restrictions),
        data=value,
    )


def other(scope: Scope, data: JSON, field: str | None = None) -> OtherNews:
    """No rule for it: kept as it came."""
    return OtherNews(route=scope.route, at=scope.moment(data.get("timestamp")), field=field or scope.field, data=data)
