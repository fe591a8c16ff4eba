"""A right request to each route, and what is made of them before anything is asked."""

import re
from typing import Any, cast

from tests.e2e import walk

MADE: dict[str, str] = {
    "calendar_id": "PUT /api/v1/business-hours/{calendar_id}",
    "department_id": "POST /api/v1/departments",
    "queue_id": "POST /api/v1/queues",
    "template_id": "POST /api/v1/templates",
    "flow_id": "POST /api/v1/flows",
    "key_id": "POST /api/v1/api-keys",
    "scheduled_id": "POST /api/v1/whatsapp/scheduled",
    "view_id": "POST /api/v1/saved-views",
    "reply_id": "POST /api/v1/canned-replies",
    "person_id": "POST /api/v1/users",
    "widget_id": "POST /api/v1/dashboard/widgets",
    "attribute_id": "POST /api/v1/contact-attributes",
    "list_id": "POST /api/v1/contact-lists",
    "segment_id": "POST /api/v1/segments",
    "campaign_id": "POST /api/v1/campaigns",
    "rule_id": "POST /api/v1/billing/rules",
    "outage_id": "POST /api/v1/outages",
    "webhook_id": "POST /api/v1/webhooks",
    "role_id": "POST /api/v1/roles",
    "tag_id": "POST /api/v1/tags",
    "consent_id": "POST /api/v1/privacy/consent",
    "request_id": "POST /api/v1/privacy/requests",
    "document_id": "POST /api/v1/ai/knowledge",
    "evaluation_id": "POST /api/v1/ai/evaluations",
    "prompt_id": "POST /api/v1/ai/prompts",
    "simulation_id": "POST /api/v1/flows/{flow_id}/simulations",
    "case_id": "POST /api/v1/flows/{flow_id}/test-cases",
}
"""What else there is, by the route that makes it."""
GONE: dict[str, Any] = {
    "calendar_id": None,
    "overflow": None,
    "media_id": None,
    "start": None,
    "days": {},
    "logo": None,
}
"""What of a sample can't be there yet."""


class Customer:
    """Whom the samples write to."""

    phone = "+5511987654321"


def asked() -> dict[str, dict[str, Any]]:
    """A right request to each route, by its name; ids of what is there in angle brackets."""
    ids = {name: f"<{name}>" for name in walk.Things.__struct_fields__}
    things = walk.Things(**{**ids, "version": "1", "metric": "messages_sent", "erp_type": "ixcsoft"})
    bodies = walk.samples(things, cast("Any", Customer()), "1")
    found = {}
    for route in walk.routes():
        path = route.path
        for name in re.findall(r"\{(\w+)\}", path):
            path = path.replace(f"{{{name}}}", getattr(things, name, "x"))
        query = "&".join(f"{each['name']}={QUERY[each['name']]}" for each in route.queries if each["name"] in QUERY)
        found[route.name] = {
            "method": route.method,
            "path": path,
            "query": query if route.method == "GET" else "",
            "headers": {},
            "body": bodies.get(route.name),
        }
    return found


QUERY = {
    "from": "2026-11-01",
    "to": "2026-11-03",
    "q": "ana",
    "search": "ana",
    "form": "json",
    "period": "7d",
    "limit": "2",
    "order": "asc",
    "cursor": "",
    "conversation_id": "<conversation_id>",
    "contact_id": "<contact_id>",
    "whatsapp_config_id": "<config_id>",
    "queue_id": "<queue_id>",
    "version": "1",
    "before": "draft",
    "after": "draft",
    "customer_id": "501",
    "phone": "+5511987654321",
    "metrics": "messages_sent",
    "tenant": "x",
    "token": "x",
}
