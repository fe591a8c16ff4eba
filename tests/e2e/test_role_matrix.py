"""Each role against each route: who is refused is what docs/roles.md says, and nothing else.

RECORD_ROLES=1 writes the document anew; what changed in it is then read by whoever commits it.
"""

import os
from pathlib import Path
from typing import Any

from tests.e2e.company import Company, Person
from tests.e2e.walk import NOBODY, Route, Things, routes, samples, things_of

from pytake_domain.identity import Role

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"
ROLES = (Role.VIEWER, Role.AGENT, Role.USER, Role.ADMIN)
OWN = (
    "/api/v1/auth/",
    "/observability/health",
    "/observability/ready",
    "/observability/live",
    "/observability/metrics",
)
"""Everybody's, or machines'."""
UPLOADS = ("/contacts/import", "/contacts/import/preview", "/audience", "/whatsapp/media")
FILE = {"file": ("pessoas.csv", b"Telefone\n11987654321\n", "text/csv")}
HEAD = """# Who may do what

Each route of the API against the four built-in roles, as the running application answers (`tests/e2e/test_role_matrix.py`).
`yes` means that the role has the permission; what an agent sees of conversations is their own, their queues' and the unassigned
ones of their departments. A company's own roles, and permissions that are granted or denied to one person, change it for them
([people.md](people.md)). What is refused is answered with 403 and names the permission that is missing.

| Route | viewer | agent | user | admin |
|---|---|---|---|---|
"""


def walked() -> list[Route]:
    return [route for route in routes() if not route.public and not route.path.startswith(OWN)]


async def may(person: Person, route: Route, ids: dict[str, str], bodies: dict[str, dict[str, Any]]) -> bool:
    """Is it anything but the permission that stands in the way?"""
    asked: dict[str, Any] = {"params": {query["name"]: "x" for query in route.queries if query.get("required")}}
    if route.path.endswith(UPLOADS) and route.method == "POST":
        asked["files"] = FILE
    elif route.name in bodies:
        asked["json"] = bodies[route.name]
    answer = await person.call(route.method, route.path.format_map(ids), **asked)
    # The ERP, the model and the provider of identities of the company that is made for it are nowhere.
    nowhere = any(part in route.path for part in ("/erp/", "/ai/", "/single-sign-on/"))
    assert answer.status_code < 500 or nowhere, (route.name, answer.text)
    refused = answer.status_code == 403 and answer.json()["error"]["code"] == "FORBIDDEN"
    assert refused or answer.status_code != 403, (route.name, answer.text)
    return not refused


def strangers(things: Things) -> dict[str, str]:
    """Names of what is not there, so that whoever may do something does it to nothing."""
    kept = ("erp_type", "document", "customer_id", "invoice_id", "ticket_id", "metric", "version")
    return {name: value if name in kept else NOBODY for name, value in things.ids().items()}


def written(table: dict[str, dict[Role, bool]]) -> str:
    rows = (
        f"| `{name}` | " + " | ".join("yes" if allowed[role] else "" for role in ROLES) + " |"
        for name, allowed in table.items()
    )
    return HEAD + "\n".join(rows) + "\n"


async def test_each_role_may_do_what_the_table_says(company: Company) -> None:
    things = await things_of(company)
    ids, table = strangers(things), {route.name: dict[Role, bool]() for route in walked()}
    for role in ROLES:
        person = await company.person(role)
        bodies = samples(things, company.customer(), f"papel{role.value}")
        for route in walked():
            table[route.name][role] = await may(person, route, ids, bodies)
    for name, allowed in table.items():
        # More is never less: only what belongs to the platform's administrators is beyond a company's own.
        assert allowed[Role.ADMIN] or not any(allowed.values()), name
    document = written(table)
    if os.environ.get("RECORD_ROLES"):
        DOCUMENT.write_text(document, encoding="utf-8")
    assert document == DOCUMENT.read_text(encoding="utf-8")
