"""The order of the pages. `README.md` is the start; all others are named as the repository names them."""

NAV: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Start", ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    (
        "Operating",
        (
            "docs/operations.md",
            "docs/deploying.md",
            "docs/settings.md",
            "docs/observability.md",
            "docs/backup.md",
            "docs/scaling.md",
            "docs/upgrading.md",
            "docs/security.md",
            "docs/limits.md",
            "docs/releasing.md",
            "docs/licences.md",
        ),
    ),
    (
        "Using",
        (
            "docs/tenants.md",
            "docs/people.md",
            "docs/roles.md",
            "docs/privacy.md",
            "docs/dashboard.md",
            "docs/erp.md",
            "docs/evolution.md",
            "docs/ai.md",
            "docs/knowledge.md",
        ),
    ),
    (
        "Flows",
        (
            "docs/flows/README.md",
            "docs/flows/nodes.md",
            "docs/flows/triggers.md",
            "docs/flows/liquid.md",
            "docs/flows/checking.md",
            "docs/flows/former-system.md",
            "docs/flows/typebot.md",
            "docs/flows/rapidpro.md",
            "docs/flows/goflow.md",
        ),
    ),
    ("API", ("docs/api.md", "clients/python/README.md", "docs/webhooks.md", "docs/graphql.md", "docs/twin.md")),
    (
        "Developing",
        (
            "docs/developing.md",
            "docs/embedding.md",
            "docs/adapters.md",
            "docs/console.md",
            "docs/dependencies.md",
        ),
    ),
    (
        "Decisions",
        (
            "docs/decisions/README.md",
            "docs/decisions/0001-one-message-table.md",
            "docs/decisions/0002-leases.md",
            "docs/decisions/0003-plans-by-key.md",
            "docs/decisions/0004-search-by-day.md",
            "docs/decisions/0006-people-kept-and-asked-for.md",
            "docs/decisions/0007-campaigns-and-their-ledger.md",
            "docs/decisions/0008-erps-and-what-they-told.md",
        ),
    ),
)

COMING: frozenset[str] = frozenset()
"""May be absent: left out of the site until they are written."""
