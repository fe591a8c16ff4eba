"""ERPs: what every one of them knows and can do, in our words."""

from pytake_domain.erp import reading
from pytake_domain.erp.capability import ERRORS, SIGNATURES, Capability, Signature
from pytake_domain.erp.connection import (
    ErpConnection,
    ErpReport,
    ErpSettings,
    ErpStatus,
    ErpStep,
    Field,
    FieldKind,
    KeptFact,
    OpenConnection,
    checked_fields,
    checked_settings,
)
from pytake_domain.erp.customer import (
    Contract,
    ContractRef,
    ContractStatus,
    CustomerRef,
    ErpAddress,
    ErpCustomer,
    PersonType,
    contract_ref,
    ref_of,
)
from pytake_domain.erp.errors import (
    ErpAway,
    ErpCannot,
    ErpNotConnected,
    ErpRefused,
    ErpThingNotFound,
    ErpTooSlow,
    ErpUnknown,
    told,
)
from pytake_domain.erp.failure import ErpFailed, FailureKind
from pytake_domain.erp.invoice import Invoice, InvoiceRef, InvoiceState, InvoiceStatus, PaymentOptions, status_by_date
from pytake_domain.erp.line import ConnectionStatus, Signal
from pytake_domain.erp.nobody import NoErp
from pytake_domain.erp.paging import SyncPage
from pytake_domain.erp.plan import Asked, ErpPlan, PlanChange
from pytake_domain.erp.ports import Call, CallJournal, Erp, ErpAdapter, ErpDesk, ErpDirectory, ErpTools
from pytake_domain.erp.ticket import Ticket, TicketChange, TicketDraft, TicketKind, TicketStatus
from pytake_domain.erp.unlock import UnlockReason, UnlockResult

__all__ = [
    "ERRORS",
    "SIGNATURES",
    "Asked",
    "Call",
    "CallJournal",
    "Capability",
    "ConnectionStatus",
    "Contract",
    "ContractRef",
    "ContractStatus",
    "CustomerRef",
    "Erp",
    "ErpAdapter",
    "ErpAddress",
    "ErpAway",
    "ErpCannot",
    "ErpConnection",
    "ErpCustomer",
    "ErpDesk",
    "ErpDirectory",
    "ErpFailed",
    "ErpNotConnected",
    "ErpPlan",
    "ErpRefused",
    "ErpReport",
    "ErpSettings",
    "ErpStatus",
    "ErpStep",
    "ErpThingNotFound",
    "ErpTooSlow",
    "ErpTools",
    "ErpUnknown",
    "FailureKind",
    "Field",
    "FieldKind",
    "Invoice",
    "InvoiceRef",
    "InvoiceState",
    "InvoiceStatus",
    "KeptFact",
    "NoErp",
    "OpenConnection",
    "PaymentOptions",
    "PersonType",
    "PlanChange",
    "Signal",
    "Signature",
    "SyncPage",
    "Ticket",
    "TicketChange",
    "TicketDraft",
    "TicketKind",
    "TicketStatus",
    "UnlockReason",
    "UnlockResult",
    "checked_fields",
    "checked_settings",
    "contract_ref",
    "reading",
    "ref_of",
    "status_by_date",
    "told",
]
