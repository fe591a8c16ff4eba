"""A company's connection to its ERP: where it is, how it is reached, what it turned out to be able to do."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from pytake_domain.erp.capability import Capability
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Sealed, Secret

ERP_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
MOST_VALUE = 2_000
MOST_CERTIFICATES = 32_000
MOST_MAPPED = 100


class FieldKind(StrEnum):
    """How a field of a connection is typed in."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105  a word for it
    NUMBER = "number"
    SWITCH = "switch"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an adapter has to know of a company: named in the console's texts by `name`."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    default: str = ""


class ErpStatus(StrEnum):
    """What the last check or call said of the connection."""

    UNCHECKED = "unchecked"
    CONNECTED = "connected"
    FAILING = "failing"


class KeptFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact of the ERP that is kept in an attribute of the contact as well."""

    fact: str
    attribute: str


class Proof(StrEnum):
    """What somebody who writes has to show before they are told anything of a customer.

    `document`: the customer's CPF or CNPJ. `birth_date`: that and the day of birth. `phone`: that, from a phone the ERP has of
    the customer.
    """

    DOCUMENT = "document"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"


class ErpSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a company may choose. `options` are the adapter's own fields that are no secrets.

    `certificates` (PEM) are trusted for this server alone and `fingerprint` (SHA-256) is the only certificate taken: neither ever
    means that none is looked at. `plain_http` allows an address without TLS. `region`: by what outages are looked for.
    """

    options: dict[str, str] = msgspec.field(default_factory=dict)
    certificates: str = ""
    fingerprint: str = ""
    plain_http: bool = False
    mapping: tuple[KeptFact, ...] = ()
    sync: bool = True
    sync_minutes: int = 30
    region: str = "district"
    plan_change_by_api: bool = False
    proof: Proof = Proof.DOCUMENT


class ErpConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection; `secrets` are sealed together. `preferred`: the one that flows ask when a company has several."""

    tenant_id: TenantId
    erp_type: str
    base_url: str
    created_at: dt.datetime
    updated_at: dt.datetime
    settings: ErpSettings = msgspec.field(default_factory=ErpSettings)
    secrets: Sealed | None = None
    webhook_token: Sealed | None = None
    status: ErpStatus = ErpStatus.UNCHECKED
    status_kind: str = ""
    status_detail: str = ""
    offers: tuple[Capability, ...] = ()
    checked_at: dt.datetime | None = None
    preferred: bool = False
    version: int = 1

    def checked(self, report: "ErpReport", at: dt.datetime) -> "ErpConnection":
        """With what a check has found."""
        broken = report.broken
        return msgspec.structs.replace(
            self,
            status=ErpStatus.CONNECTED if broken is None else ErpStatus.FAILING,
            status_kind=broken.error if broken else "",
            status_detail=broken.detail if broken else "",
            offers=tuple(c for c in Capability if c in report.offers) if broken is None else self.offers,
            checked_at=at,
            updated_at=at,
        )


class OpenConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection with its secrets opened, for adapters alone; it prints none of them. `zone` is the company's."""

    tenant_id: TenantId
    erp_type: str
    base_url: str
    secrets: Mapping[str, Secret]
    settings: ErpSettings
    zone: str = "America/Sao_Paulo"

    def secret(self, name: str) -> str:
        """Its text; empty when none was given."""
        found = self.secrets.get(name)
        return found.reveal() if found else ""

    def option(self, name: str, otherwise: str = "") -> str:
        """One of the adapter's own fields."""
        return self.settings.options.get(name) or otherwise


class ErpStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of a check: `step` names it, `error` is a kind of failure, `detail` the ERP's own words."""

    step: str
    ok: bool
    error: str = ""
    detail: str = ""
    ms: int = 0


class ErpReport(msgspec.Struct, frozen=True, kw_only=True):
    """A check: its steps in order, and what this company's ERP can be asked for."""

    steps: tuple[ErpStep, ...]
    offers: frozenset[Capability]

    @property
    def broken(self) -> ErpStep | None:
        """The first step without which nothing works; a capability that is missing is no such step."""
        return next((s for s in self.steps if not s.ok and s.step in {"address", "credentials"}), None)


def checked_fields(
    fields: Sequence[Field], options: Mapping[str, str], secrets: Mapping[str, Secret], *, kept: bool = False
) -> list[Problem]:
    """What is missing or too much. `kept`: secrets that are not given stay as they were."""
    known = {field.name: field for field in fields}
    found = [Problem(field=f"options.{name[:40]}", code="unknown_field") for name in options if name not in known]
    for field in fields:
        secret = field.kind is FieldKind.SECRET
        given = (
            (secrets[field.name].reveal() if field.name in secrets else "") if secret else options.get(field.name, "")
        )
        where = f"{'credentials' if secret else 'options'}.{field.name}"
        if field.required and not given and not field.default and not (secret and kept):
            found.append(Problem(field=where, code="required"))
        elif len(given) > MOST_VALUE:
            found.append(Problem(field=where, code="too_long", params={"most": MOST_VALUE}))
        elif field.kind is FieldKind.NUMBER and given and not (given.isascii() and given.isdigit()):
            found.append(Problem(field=where, code="not_a_number"))
    return found


def checked_settings(settings: ErpSettings) -> None:
    """Raises Invalid."""
    found = []
    if settings.fingerprint and not FINGERPRINT.fullmatch(settings.fingerprint):
        found.append(Problem(field="fingerprint", code="not_a_fingerprint"))
    if len(settings.certificates) > MOST_CERTIFICATES:
        found.append(Problem(field="certificates", code="too_long", params={"most": MOST_CERTIFICATES}))
    elif settings.certificates and "-----BEGIN CERTIFICATE-----" not in settings.certificates:
        found.append(Problem(field="certificates", code="not_a_certificate"))
    if not 5 <= settings.sync_minutes <= 24 * 60:  # noqa: PLR2004  minutes: a sweep may take some, a day is the rarest
        found.append(Problem(field="sync_minutes", code="out_of_range", params={"least": 5, "most": 24 * 60}))
    if len(settings.mapping) > MOST_MAPPED:
        found.append(Problem(field="mapping", code="too_many", params={"most": MOST_MAPPED}))
    if settings.region not in {"district", "city", "region"}:
        found.append(Problem(field="region", code="not_one_of"))
    if found:
        raise Invalid(*found)
