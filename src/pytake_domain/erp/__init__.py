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
    Proof,
    checked_fields,
    checked_settings,
)
from pytake_domain.erp.customer import (
    RANK,
    Contract,
    ContractRef,
    ContractStatus,
    CustomerRef,
    ErpAddress,
    ErpCustomer,
    PersonType,
    contract_ref,
    main_contract,
    main_contract_of,
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
from pytake_domain.erp.freshness import Fresh
from pytake_domain.erp.invoice import Invoice, InvoiceRef, InvoiceState, InvoiceStatus, PaymentOptions, status_by_date
from pytake_domain.erp.line import ConnectionStatus, Signal
from pytake_domain.erp.nobody import NoErp
from pytake_domain.erp.paging import SyncPage
from pytake_domain.erp.plan import Asked, ErpPlan, PlanChange
from pytake_domain.erp.ports import Call, CallJournal, Erp, ErpAdapter, ErpDesk, ErpDirectory, ErpTools
from pytake_domain.erp.records import ActionState, ErpAction, ErpFacts, ErpLink, ErpSync, LinkedBy, SyncPart, SyncState
from pytake_domain.erp.repositories import (
    ErpCallRepository,
    ErpConnectionRepository,
    ErpMetric,
    ErpPapers,
    ErpRecordRepository,
    ErpSweeps,
    ErpSyncRepository,
    ErpWork,
)
from pytake_domain.erp.ticket import Ticket, TicketChange, TicketDraft, TicketKind, TicketStatus
from pytake_domain.erp.unlock import UnlockReason, UnlockResult
from pytake_domain.erp.use_cases.act import ActOnErps, plan_ticket
from pytake_domain.erp.use_cases.connect import ConnectErps, ErpDraft, ErpOffered
from pytake_domain.erp.use_cases.desk import CompanyErp, NotProven
from pytake_domain.erp.use_cases.identify import ErpCard, IdentifyCustomers, day_of, holds_phone
from pytake_domain.erp.use_cases.look_up import LookUp, Told
from pytake_domain.erp.use_cases.papers import SecondCopy, second_copy
from pytake_domain.erp.use_cases.reach import Reached, ReachErps, purpose
from pytake_domain.erp.use_cases.remember import keep_in_attributes, remember, written
from pytake_domain.erp.use_cases.serve import ServeCustomers, Wish
from pytake_domain.erp.use_cases.sync import SyncErps, SyncOff

__all__ = [
    "ERRORS",
    "RANK",
    "SIGNATURES",
    "ActOnErps",
    "ActionState",
    "Asked",
    "Call",
    "CallJournal",
    "Capability",
    "CompanyErp",
    "ConnectErps",
    "ConnectionStatus",
    "Contract",
    "ContractRef",
    "ContractStatus",
    "CustomerRef",
    "Erp",
    "ErpAction",
    "ErpAdapter",
    "ErpAddress",
    "ErpAway",
    "ErpCallRepository",
    "ErpCannot",
    "ErpCard",
    "ErpConnection",
    "ErpConnectionRepository",
    "ErpCustomer",
    "ErpDesk",
    "ErpDirectory",
    "ErpDraft",
    "ErpFacts",
    "ErpFailed",
    "ErpLink",
    "ErpMetric",
    "ErpNotConnected",
    "ErpOffered",
    "ErpPapers",
    "ErpPlan",
    "ErpRecordRepository",
    "ErpRefused",
    "ErpReport",
    "ErpSettings",
    "ErpStatus",
    "ErpStep",
    "ErpSweeps",
    "ErpSync",
    "ErpSyncRepository",
    "ErpThingNotFound",
    "ErpTooSlow",
    "ErpTools",
    "ErpUnknown",
    "ErpWork",
    "FailureKind",
    "Field",
    "FieldKind",
    "Fresh",
    "IdentifyCustomers",
    "Invoice",
    "InvoiceRef",
    "InvoiceState",
    "InvoiceStatus",
    "KeptFact",
    "LinkedBy",
    "LookUp",
    "NoErp",
    "NotProven",
    "OpenConnection",
    "PaymentOptions",
    "PersonType",
    "PlanChange",
    "Proof",
    "ReachErps",
    "Reached",
    "SecondCopy",
    "ServeCustomers",
    "Signal",
    "Signature",
    "SyncErps",
    "SyncOff",
    "SyncPage",
    "SyncPart",
    "SyncState",
    "Ticket",
    "TicketChange",
    "TicketDraft",
    "TicketKind",
    "TicketStatus",
    "Told",
    "UnlockReason",
    "UnlockResult",
    "Wish",
    "checked_fields",
    "checked_settings",
    "contract_ref",
    "day_of",
    "holds_phone",
    "keep_in_attributes",
    "main_contract",
    "main_contract_of",
    "plan_ticket",
    "purpose",
    "reading",
    "ref_of",
    "remember",
    "second_copy",
    "status_by_date",
    "told",
    "written",
]
