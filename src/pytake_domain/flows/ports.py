"""What flows need of the store."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from pytake_domain.contacts import AttributeRepository
from pytake_domain.erp import ErpRecordRepository
from pytake_domain.flows.case import FlowCase
from pytake_domain.flows.effect import CallApi
from pytake_domain.flows.flow import Flow, FlowStatus, FlowVersion, Folder, PublishedFlow
from pytake_domain.flows.measure import CountOf, Tally
from pytake_domain.flows.session import FlowSession, SessionStatus
from pytake_domain.flows.simulation import Simulation
from pytake_domain.flows.trace import Trace
from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import (
    ContactId,
    FlowCaseId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    NumberId,
    SimulationId,
)
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.work import Jobs


class FlowRepository(Protocol):
    """Flows of one tenant, inside a work."""

    async def add(self, flow: Flow) -> None:
        """Store a new one; a flow that is default or fallback takes that from the one that was, in the same work."""
        ...

    async def get(self, flow_id: FlowId) -> Flow:
        """Raises FlowNotFound."""
        ...

    async def save(self, flow: Flow, *, read_at: int) -> None:
        """Store over the draft read at `read_at`; default and fallback are taken over as in `add`. The folder stays as it is.

        Raises DraftChanged, with who and when, if its `draft_version` is another one now; FlowNotFound.
        """
        ...

    async def remove(self, flow_id: FlowId) -> None:
        """With its versions. Raises FlowNotFound; FlowInUse while sessions run on it."""
        ...

    async def page(
        self,
        request: PageRequest,
        *,
        status: FlowStatus | None = None,
        search: str | None = None,
        folder: str | None = None,
    ) -> Page[Flow]:
        """A page of them, latest change first; `search` looks into names; `folder` empty: those that are in none."""
        ...

    async def folders(self) -> Sequence[Folder]:
        """Those that a flow is in, by name."""
        ...

    async def move(self, flow_ids: Sequence[FlowId], folder: str) -> int:
        """Put flows into a folder; how many there were of them. Drafts and their versions stay as they are."""
        ...

    async def ids(self) -> frozenset[FlowId]:
        """All there are, for checking jumps."""
        ...

    async def count(self) -> int:
        """How many there are, for the plan's limit."""
        ...


class FlowVersionRepository(Protocol):
    """Immutable versions of one tenant's flows, inside a work."""

    async def add(self, version: FlowVersion) -> None:
        """Store; the number must be the flow's next. Raises Conflict."""
        ...

    async def get(self, version_id: FlowVersionId) -> FlowVersion:
        """Raises FlowNotFound."""
        ...

    async def page(self, flow_id: FlowId, request: PageRequest) -> Page[FlowVersion]:
        """A page of a flow's published versions, newest first; drafts on trial have numbers below zero and are not among them."""
        ...

    async def numbered(self, flow_id: FlowId, number: int) -> FlowVersion:
        """Raises FlowNotFound."""
        ...

    async def published_version(self, flow_id: FlowId) -> FlowVersion | None:
        """The version new sessions start on; None while the flow is not published."""
        ...

    async def published(self) -> Sequence[PublishedFlow]:
        """What every published flow is started by, those published first coming first."""
        ...


class FlowSessionRepository(Protocol):
    """Sessions of one tenant, inside a work. One contact has one running session per number."""

    async def running_for(
        self, pairs: Sequence[tuple[ContactId, NumberId]]
    ) -> Mapping[tuple[ContactId, NumberId], FlowSession]:
        """The running session of each pair, else the one that expired last, locked until the work ends.

        Pairs that have neither are missing.
        """
        ...

    async def get(self, session_id: FlowSessionId) -> FlowSession:
        """Locked until the work ends. Raises FlowSessionNotFound."""
        ...

    async def add_all(self, sessions: Sequence[FlowSession]) -> None:
        """Raises Conflict when a pair has a running session already."""
        ...

    async def save_all(self, sessions: Sequence[FlowSession]) -> None:
        """Each with `version` as it was read; it is one more afterwards. Raises StaleVersion when any was saved since."""
        ...

    async def page(
        self,
        request: PageRequest,
        *,
        flow_id: FlowId | None = None,
        status: SessionStatus | None = None,
        node: str | None = None,
    ) -> Page[FlowSession]:
        """A page of them, latest first; with a flow, those that are on it and those that began with it; with one of its nodes,
        those that are there.
        """
        ...

    async def overdue(self, now: dt.datetime, limit: int) -> Sequence[FlowSession]:
        """Running sessions whose wait has no timer and whose life is over, for the sweep."""
        ...


class FlowCaseRepository(Protocol):
    """Test cases of one tenant's flows, inside a work."""

    async def add(self, case: FlowCase) -> None:
        """Store it."""
        ...

    async def of(self, flow_id: FlowId) -> Sequence[FlowCase]:
        """All of a flow, oldest first."""
        ...

    async def remove(self, flow_id: FlowId, case_id: FlowCaseId) -> None:
        """Raises FlowCaseNotFound."""
        ...


class SimulationRepository(Protocol):
    """Simulations of one tenant's people, inside a work; they are forgotten a day after their last move."""

    async def add(self, simulation: Simulation) -> None:
        """Store it."""
        ...

    async def get(self, simulation_id: SimulationId) -> Simulation:
        """Locked until the work ends. Raises SimulationNotFound."""
        ...

    async def save(self, simulation: Simulation) -> None:
        """Over what was. Raises SimulationNotFound."""
        ...


class FlowTraces(Protocol):
    """The inputs of one tenant's sessions, inside a work, and the counts made of them."""

    def add(self, *traces: Trace) -> None:
        """Keep them with the transaction, and count them in it."""
        ...

    async def of(self, session_id: FlowSessionId) -> Sequence[Trace]:
        """Of one session, in order; nothing for a session that is not there."""
        ...

    async def recent(self, flow_id: FlowId, limit: int) -> Sequence[FlowSessionId]:
        """Sessions that began with this flow, newest first."""
        ...

    async def counts(
        self, version_id: FlowVersionId, *, since: dt.date | None = None, until: dt.date | None = None
    ) -> dict[CountOf, Tally]:
        """Of one version, days included at both ends."""
        ...

    async def fold(self) -> int:
        """Housekeeping: gather counts of the same thing; how many rows were gathered. It changes no figure."""
        ...


class ApiCaller(Protocol):
    """Makes HTTP requests that companies drew, and lets none of them reach into our own network."""

    async def call(self, request: CallApi) -> Outcome:
        """Once. `{"status", "headers", "body"}`, the body as JSON where it is, else as text; never raises for what the other
        side does. Errors: `not_a_link`, `link_private`, `unreachable`, `timeout`, `lost`, `too_large`. Redirects are not
        followed. The request carries the effect's id as `Idempotency-Key`.
        """
        ...


class CampaignAnswers(Protocol):
    """Which answers are answers to campaigns, inside a work."""

    async def to(self, contacts: Sequence[ContactId], at: dt.datetime) -> Mapping[ContactId, str]:
        """The campaign (its id) that each of them got a message of last, while an answer at that moment counts as one to it."""
        ...


class FlowsWork(Protocol):
    """The slice of a work that flows need by themselves."""

    @property
    def attributes(self) -> AttributeRepository:
        """What is kept of contacts, and of which type."""
        ...

    @property
    def campaign_answers(self) -> CampaignAnswers:
        """What campaigns were answered."""
        ...

    @property
    def erp_records(self) -> ErpRecordRepository:
        """Whose customers contacts are."""
        ...

    @property
    def flows(self) -> FlowRepository:
        """Drafts."""
        ...

    @property
    def flow_versions(self) -> FlowVersionRepository:
        """What runs."""
        ...

    @property
    def flow_sessions(self) -> FlowSessionRepository:
        """Who is where."""
        ...

    @property
    def flow_cases(self) -> FlowCaseRepository:
        """What must stay as it is."""
        ...

    @property
    def simulations(self) -> SimulationRepository:
        """What is being tried."""
        ...

    @property
    def flow_traces(self) -> FlowTraces:
        """Who went where."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Timers."""
        ...
