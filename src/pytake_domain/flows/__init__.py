"""Flows: what is drawn, checked, published and run."""

from pytake_domain.flows.compiled import CompiledFlow, compile_graph
from pytake_domain.flows.effect import (
    AddNote,
    AddTag,
    AskAi,
    AskErp,
    CallApi,
    CancelTimer,
    Effect,
    EmitEvent,
    EndSession,
    JumpToFlow,
    RecordRating,
    RemoveTag,
    ReturnToFlow,
    SendMessage,
    SetAttribute,
    SetConsent,
    StartTimer,
    Transfer,
)
from pytake_domain.flows.engine import step
from pytake_domain.flows.errors import (
    DraftChanged,
    FlowInUse,
    FlowInvalid,
    FlowNotFound,
    FlowNotPublished,
    FlowSessionNotFound,
)
from pytake_domain.flows.events import FlowPublished, FlowSessionChanged, FlowSignalled, FlowUnpublished
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.flow import Draft, Flow, FlowStatus, FlowVersion, PublishedFlow
from pytake_domain.flows.graph import Edge, Graph, Node, Position, read_graph
from pytake_domain.flows.input import (
    Cancelled,
    EffectDone,
    FlowEntered,
    Input,
    MessageIn,
    Started,
    TimedOut,
    message_in,
)
from pytake_domain.flows.limits import ANSWER_BYTES
from pytake_domain.flows.meaning import PERSON_WORDS, Answers, CallsPerson, Meaning, MeansNothing, Starts, decide
from pytake_domain.flows.nodes import NODE_TYPES
from pytake_domain.flows.ports import ApiCaller, FlowRepository, FlowSessionRepository, FlowsWork, FlowVersionRepository
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.session import (
    FlowSession,
    Frame,
    Loop,
    SessionStatus,
    Step,
    Visit,
    Wait,
    WaitKind,
    new_session,
)
from pytake_domain.flows.texts import LiquidTexts
from pytake_domain.flows.trigger import Match, Trigger, TriggerKind, read_trigger
from pytake_domain.flows.use_cases.ask import AskOutside
from pytake_domain.flows.use_cases.edit import EditFlows
from pytake_domain.flows.use_cases.perform import ASK, TIMER, Timer
from pytake_domain.flows.use_cases.publish import PublishFlows
from pytake_domain.flows.use_cases.run import RunFlows
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.flows.validation import errors_of, validate

__all__ = [
    "ANSWER_BYTES",
    "ASK",
    "NODE_TYPES",
    "PERSON_WORDS",
    "TIMER",
    "AddNote",
    "AddTag",
    "Answers",
    "ApiCaller",
    "AskAi",
    "AskErp",
    "AskOutside",
    "CallApi",
    "CallsPerson",
    "CancelTimer",
    "Cancelled",
    "CompiledFlow",
    "Draft",
    "DraftChanged",
    "Edge",
    "EditFlows",
    "Effect",
    "EffectDone",
    "EmitEvent",
    "EndSession",
    "Facts",
    "Flow",
    "FlowEntered",
    "FlowInUse",
    "FlowInvalid",
    "FlowNotFound",
    "FlowNotPublished",
    "FlowProblem",
    "FlowPublished",
    "FlowRepository",
    "FlowSession",
    "FlowSessionChanged",
    "FlowSessionNotFound",
    "FlowSessionRepository",
    "FlowSignalled",
    "FlowStatus",
    "FlowUnpublished",
    "FlowVersion",
    "FlowVersionRepository",
    "FlowsWork",
    "Frame",
    "Graph",
    "Input",
    "JumpToFlow",
    "LiquidTexts",
    "Loop",
    "Match",
    "Meaning",
    "MeansNothing",
    "MessageIn",
    "Node",
    "Position",
    "PublishFlows",
    "PublishedFlow",
    "RecordRating",
    "RemoveTag",
    "ReturnToFlow",
    "RunFlows",
    "RunWork",
    "SendMessage",
    "SessionStatus",
    "SetAttribute",
    "SetConsent",
    "Severity",
    "StartTimer",
    "Started",
    "Starts",
    "Step",
    "TimedOut",
    "Timer",
    "Transfer",
    "Trigger",
    "TriggerKind",
    "Visit",
    "Wait",
    "WaitKind",
    "compile_graph",
    "decide",
    "errors_of",
    "message_in",
    "new_session",
    "read_graph",
    "read_trigger",
    "step",
    "validate",
]
