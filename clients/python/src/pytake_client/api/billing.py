"""`billing`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import Listed, ReminderPreviewsOut, ReminderRuleChangeIn, ReminderRuleIn, ReminderRuleOut


def rules_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ReminderRuleOut]]:
    """Reminder rules.

    By their days, each with what came of it.
    """
    return Call(
        "GET",
        "/api/v1/billing/rules",
        returns=Listed[ReminderRuleOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def rules_add(body: ReminderRuleIn) -> Call[ReminderRuleOut]:
    """Add one.

    Switched on it needs an ERP, a number and a template that is approved.
    """
    return Call("POST", "/api/v1/billing/rules", returns=ReminderRuleOut, body=body)


def rules_change(rule_id: Id, body: ReminderRuleChangeIn) -> Call[ReminderRuleOut]:
    """Change one.

    Who was reminded stays reminded.
    """
    return Call("PUT", path_of("/api/v1/billing/rules/{rule_id}", rule_id=rule_id), returns=ReminderRuleOut, body=body)


def rules_remove(rule_id: Id) -> Call[None]:
    """Remove one.

    Nothing more leaves by it.
    """
    return Call("DELETE", path_of("/api/v1/billing/rules/{rule_id}", rule_id=rule_id), returns=None)


def preview(rule_id: Id) -> Call[ReminderPreviewsOut]:
    """Who would get what, and when.

    Of the next seven days, by what the ERP told last; at the time itself it is asked again.
    """
    return Call("GET", path_of("/api/v1/billing/rules/{rule_id}/preview", rule_id=rule_id), returns=ReminderPreviewsOut)
