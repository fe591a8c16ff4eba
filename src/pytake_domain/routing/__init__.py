"""Which person answers: departments, queues, business hours, agents, assignment, service levels."""

from pytake_domain.routing.agent import CAPACITY, GONE_AFTER, AgentState, Presence
from pytake_domain.routing.assignment import (
    VIP_PRIORITY,
    Assignment,
    Choice,
    Needs,
    Waiting,
    choose,
    distribute,
    in_turn,
)
from pytake_domain.routing.calendar import Calendar, Holiday, easter, national_holidays
from pytake_domain.routing.department import Department
from pytake_domain.routing.errors import (
    AgentFull,
    CalendarNotFound,
    DepartmentNotFound,
    NotInQueue,
    QueueEmpty,
    QueueNotFound,
    RoutingInUse,
    RoutingNameTaken,
)
from pytake_domain.routing.events import (
    AgentPresenceChanged,
    ConversationRouted,
    InactivityWarned,
    QueueChanged,
    SlaBreached,
    SlaWarning,
)
from pytake_domain.routing.inactivity import Inactivity, Side, Step, step
from pytake_domain.routing.ports import (
    AgentRepository,
    AgentView,
    AssignmentRepository,
    CalendarRepository,
    DepartmentRepository,
    QueueLoad,
    QueueRepository,
    RoutingParts,
    RoutingWork,
    Silence,
    SilenceList,
    SlaClockRepository,
    Sweeps,
    WaitingList,
)
from pytake_domain.routing.queue import Overflow, Queue, ServiceLevel, Strategy, check_overflows
from pytake_domain.routing.sla import ClockKind, Due, SlaClock, after_open, open_seconds, start
from pytake_domain.routing.use_cases.agents import ManageAgents
from pytake_domain.routing.use_cases.assign import AssignConversations
from pytake_domain.routing.use_cases.follow import FollowConversations
from pytake_domain.routing.use_cases.hours import answer_closed, calendar_of
from pytake_domain.routing.use_cases.later import DRAIN, FILL, OVERFLOW, Draining, Filling, Overflowing
from pytake_domain.routing.use_cases.manage_calendars import ManageCalendars
from pytake_domain.routing.use_cases.manage_queues import ManageQueues, QueueDraft, QueueView
from pytake_domain.routing.use_cases.transfer import TransferConversations
from pytake_domain.routing.use_cases.watch import WatchRouting

__all__ = [
    "CAPACITY",
    "DRAIN",
    "FILL",
    "GONE_AFTER",
    "OVERFLOW",
    "VIP_PRIORITY",
    "AgentFull",
    "AgentPresenceChanged",
    "AgentRepository",
    "AgentState",
    "AgentView",
    "AssignConversations",
    "Assignment",
    "AssignmentRepository",
    "Calendar",
    "CalendarNotFound",
    "CalendarRepository",
    "Choice",
    "ClockKind",
    "ConversationRouted",
    "Department",
    "DepartmentNotFound",
    "DepartmentRepository",
    "Draining",
    "Due",
    "Filling",
    "FollowConversations",
    "Holiday",
    "Inactivity",
    "InactivityWarned",
    "ManageAgents",
    "ManageCalendars",
    "ManageQueues",
    "Needs",
    "NotInQueue",
    "Overflow",
    "Overflowing",
    "Presence",
    "Queue",
    "QueueChanged",
    "QueueDraft",
    "QueueEmpty",
    "QueueLoad",
    "QueueNotFound",
    "QueueRepository",
    "QueueView",
    "RoutingInUse",
    "RoutingNameTaken",
    "RoutingParts",
    "RoutingWork",
    "ServiceLevel",
    "Side",
    "Silence",
    "SilenceList",
    "SlaBreached",
    "SlaClock",
    "SlaClockRepository",
    "SlaWarning",
    "Step",
    "Strategy",
    "Sweeps",
    "TransferConversations",
    "Waiting",
    "WaitingList",
    "WatchRouting",
    "after_open",
    "answer_closed",
    "calendar_of",
    "check_overflows",
    "choose",
    "distribute",
    "easter",
    "in_turn",
    "national_holidays",
    "open_seconds",
    "start",
    "step",
]
