"""ERPs and their connections as the API shows them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec

from pytake_domain.erp import (
    Call,
    ErpConnection,
    ErpDraft,
    ErpMetric,
    ErpOffered,
    ErpReport,
    ErpSettings,
    ErpSync,
    KeptFact,
    Proof,
)
from pytake_domain.erp import Field as ErpField
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.secrets import Secret


class ErpFieldOut(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known of a company to connect it: `kind` is `text`, `secret`, `number` or `switch`."""

    name: str
    kind: str
    required: bool
    default: str


class KeptFactIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact of the ERP that is kept in an attribute of the contact as well."""

    fact: str
    attribute: str


class ErpSettingsIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a company may choose.

    `options` are the adapter's own fields that are no secrets. `certificates` (PEM) are trusted for this server alone;
    `fingerprint` (SHA-256) is then the only certificate taken. `plain_http` allows an address without TLS. `proof`: what somebody
    who writes has to show (`document`, `birth_date`, `phone`) before they are told anything. `region`: by what outages
    are looked for (`district`, `city`, or `region`, the piece of network that the ERP tells).
    """

    options: dict[str, str] = msgspec.field(default_factory=dict)
    certificates: str = ""
    fingerprint: str = ""
    plain_http: bool = False
    mapping: list[KeptFactIO] = msgspec.field(default_factory=list)
    sync: bool = True
    sync_minutes: int = 30
    region: str = "district"
    plan_change_by_api: bool = False
    proof: str = "document"


class ErpConnectIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an ERP is and how it is reached. `credentials` by the names that `GET /erp` tells; one that is left out stays as it
    was, where the ERP is connected already.
    """

    base_url: str
    credentials: dict[str, str] = msgspec.field(default_factory=dict)
    settings: ErpSettingsIO = msgspec.field(default_factory=ErpSettingsIO)
    preferred: bool | None = None


class ErpSettingsIn(ErpConnectIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, of a connection that was read at `version`."""

    version: int


class ErpSyncOut(msgspec.Struct, frozen=True, kw_only=True):
    """A sweep: `since` none is one over everything; `complete` False when the ERP kept something back."""

    id: UUID
    state: str
    part: str
    customers: int
    invoices: int
    complete: bool
    error: str
    since: dt.datetime | None
    started_at: dt.datetime
    ended_at: dt.datetime | None


class ErpStateOut(msgspec.Struct, frozen=True, kw_only=True):
    """A connection: `status` is `connected`, `unchecked` or `failing` (`error`: which kind of failure; `detail`: its words)."""

    erp_type: str
    base_url: str
    status: str
    error: str
    detail: str
    capabilities: list[str]
    preferred: bool
    checked_at: dt.datetime | None
    secrets: list[str]
    webhook: bool
    settings: ErpSettingsIO
    version: int
    sync: ErpSyncOut | None


class ErpOfferedOut(msgspec.Struct, frozen=True, kw_only=True):
    """An ERP that can be connected: what has to be known, what it can do at best, and the connection where there is one."""

    erp_type: str
    fields: list[ErpFieldOut]
    capabilities: list[str]
    incremental: bool
    connection: ErpStateOut | None


class ErpStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a check; `error` is the kind of failure."""

    step: str
    ok: bool
    error: str
    detail: str
    ms: int


class ErpCheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """A connection as it is after a check, and the check."""

    connection: ErpStateOut
    steps: list[ErpStepOut]


class ErpTokenOut(msgspec.Struct, frozen=True, kw_only=True):
    """The token of the ERP's webhook; told this once."""

    token: str
    url: str


class ErpCallOut(msgspec.Struct, frozen=True, kw_only=True):
    """A request to the ERP: no person's data is kept of it."""

    at: dt.datetime
    operation: str
    outcome: str
    ms: int
    attempts: int
    status: int | None


class ErpMetricOut(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of an ERP since `since`: failed by kind, and how long they took in milliseconds."""

    erp_type: str
    calls: int
    failed: dict[str, int]
    median_ms: float
    p95_ms: float


class ErpMetricsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Of each ERP that was asked."""

    since: dt.datetime
    data: list[ErpMetricOut]


def draft_of(given: ErpConnectIn) -> ErpDraft:
    """As the domain has it. Raises Invalid."""
    s = given.settings
    if s.proof not in set(Proof):
        raise Invalid(Problem(field="settings.proof", code="not_one_of"))
    return ErpDraft(
        base_url=given.base_url.strip(),
        secrets={name: Secret(value) for name, value in given.credentials.items()},
        preferred=given.preferred,
        settings=ErpSettings(
            options={name: value for name, value in s.options.items() if value},
            certificates=s.certificates.strip(),
            fingerprint=s.fingerprint.replace(":", "").strip().lower(),
            plain_http=s.plain_http,
            mapping=tuple(KeptFact(fact=k.fact, attribute=k.attribute) for k in s.mapping),
            sync=s.sync,
            sync_minutes=s.sync_minutes,
            region=s.region,
            plan_change_by_api=s.plan_change_by_api,
            proof=Proof(s.proof),
        ),
    )


def offered_out(offered: ErpOffered) -> ErpOfferedOut:
    """As the API shows it."""
    adapter = offered.adapter
    return ErpOfferedOut(
        erp_type=adapter.name,
        fields=[_field(field) for field in adapter.fields],
        capabilities=sorted(c.value for c in adapter.claims),
        incremental=adapter.incremental,
        connection=state_out(offered.connection, offered) if offered.connection else None,
    )


def state_out(connection: ErpConnection, offered: ErpOffered | None = None) -> ErpStateOut:
    """As the API shows it; of secrets no more than which there are."""
    s = connection.settings
    names = [f.name for f in offered.adapter.fields if f.kind.value == "secret"] if offered else []
    return ErpStateOut(
        erp_type=connection.erp_type,
        base_url=connection.base_url,
        status=connection.status.value,
        error=connection.status_kind,
        detail=connection.status_detail,
        capabilities=[c.value for c in connection.offers],
        preferred=connection.preferred,
        checked_at=connection.checked_at,
        secrets=names if connection.secrets else [],
        webhook=connection.webhook_token is not None,
        settings=ErpSettingsIO(
            options=s.options,
            certificates=s.certificates,
            fingerprint=s.fingerprint,
            plain_http=s.plain_http,
            mapping=[KeptFactIO(fact=k.fact, attribute=k.attribute) for k in s.mapping],
            sync=s.sync,
            sync_minutes=s.sync_minutes,
            region=s.region,
            plan_change_by_api=s.plan_change_by_api,
            proof=s.proof.value,
        ),
        version=connection.version,
        sync=sync_out(offered.sync) if offered and offered.sync else None,
    )


def check_out(connection: ErpConnection, report: ErpReport) -> ErpCheckOut:
    """As the API shows it."""
    return ErpCheckOut(
        connection=state_out(connection),
        steps=[ErpStepOut(step=s.step, ok=s.ok, error=s.error, detail=s.detail, ms=s.ms) for s in report.steps],
    )


def sync_out(sync: ErpSync) -> ErpSyncOut:
    """As the API shows it."""
    return ErpSyncOut(
        id=sync.id,
        state=sync.state.value,
        part=sync.part.value,
        customers=sync.customers,
        invoices=sync.invoices,
        complete=sync.complete,
        error=sync.error,
        since=sync.since,
        started_at=sync.started_at,
        ended_at=sync.ended_at,
    )


def call_out(call: Call) -> ErpCallOut:
    """As the API shows it."""
    return ErpCallOut(
        at=call.at,
        operation=call.operation,
        outcome=call.outcome,
        ms=call.ms,
        attempts=call.attempts,
        status=call.status,
    )


def metrics_out(metrics: Sequence[ErpMetric], since: dt.datetime) -> ErpMetricsOut:
    """As the API shows them."""
    return ErpMetricsOut(
        since=since,
        data=[
            ErpMetricOut(erp_type=m.erp_type, calls=m.calls, failed=m.failed, median_ms=m.median_ms, p95_ms=m.p95_ms)
            for m in metrics
        ],
    )


def _field(field: ErpField) -> ErpFieldOut:
    return ErpFieldOut(name=field.name, kind=field.kind.value, required=field.required, default=field.default)
