"""A flow: the draft people edit, and the versions that run."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from pytake_domain.flows.compiled import CompiledFlow, compile_graph
from pytake_domain.flows.errors import DraftChanged, FlowInvalid, FlowNotPublished
from pytake_domain.flows.events import FlowPublished, FlowUnpublished
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.trigger import Trigger, TriggerKind
from pytake_domain.flows.validation import errors_of, validate
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, FlowId, FlowVersionId, TenantId, UserId
from pytake_domain.templates import MessageTemplate
from pytake_domain.whatsapp import Capabilities

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 2_000
LONGEST_FOLDER = 60
LONGEST_NOTE = 500


class FlowStatus(StrEnum):
    """Whether it answers anybody."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class FlowVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A flow as it was published: never changed, and kept as long as a session is on it. `note` says what is new in it."""

    id: FlowVersionId
    tenant_id: TenantId
    flow_id: FlowId
    number: int
    graph: Graph
    trigger: Trigger
    published_at: dt.datetime
    published_by: UserId | None
    hash: str
    note: str = ""

    def compiled(self) -> CompiledFlow:
        """Ready to run; worth keeping, it takes milliseconds."""
        return compile_graph(self.graph, flow_id=self.flow_id, version_id=self.id)


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """The draft, and which version is published. `draft_version` counts the savings of the draft, `version` the publications."""

    id: FlowId
    tenant_id: TenantId
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    description: str = ""
    status: FlowStatus = FlowStatus.DRAFT
    trigger: Trigger = Trigger()
    graph: Graph = Graph()
    is_default: bool = False
    is_fallback: bool = False
    draft_version: int = 1
    version: int = 0
    published_version_id: FlowVersionId | None = None
    updated_by: UserId | None = None
    folder: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": LONGEST_NAME}))
        if len(self.description) > LONGEST_DESCRIPTION:
            raise Invalid(Problem(field="description", code="too_long", params={"most": LONGEST_DESCRIPTION}))
        if len(self.folder) > LONGEST_FOLDER:
            raise Invalid(Problem(field="folder", code="too_long", params={"most": LONGEST_FOLDER}))

    @property
    def published(self) -> bool:
        """Does it start for anybody?"""
        return self.status is FlowStatus.PUBLISHED

    def edit(self, change: "Draft", *, read_at: int | None, actor: Actor, now: dt.datetime) -> "Flow":
        """The next draft. Raises DraftChanged when it was saved since `read_at`, saying by whom and when."""
        if read_at is not None and read_at != self.draft_version:
            raise DraftChanged(
                by=str(self.updated_by or ""), at=self.updated_at.isoformat(), draft_version=self.draft_version
            )
        changes = {
            name: value for name in change.__struct_fields__ if (value := getattr(change, name)) is not msgspec.UNSET
        }
        return msgspec.structs.replace(
            self, **changes, draft_version=self.draft_version + 1, updated_by=actor.user_id, updated_at=now
        )

    def publish(
        self,
        *,
        version_id: FlowVersionId,
        event_id: EventId,
        actor: Actor,
        now: dt.datetime,
        note: str = "",
        queues: Iterable[str] | None = None,
        flows: Iterable[str] | None = None,
        graphs: Mapping[str, Graph] | None = None,
        capabilities: Mapping[str, Capabilities] | None = None,
        templates: Iterable[MessageTemplate] | None = None,
    ) -> tuple["Flow", FlowVersion, FlowPublished]:
        """The draft as an immutable version. Raises FlowInvalid with every error, Invalid for a note that is too long."""
        if len(note.strip()) > LONGEST_NOTE:
            raise Invalid(Problem(field="note", code="too_long", params={"most": LONGEST_NOTE}))
        found = validate(
            self.graph,
            trigger=self.trigger,
            queues=queues,
            flows=flows,
            graphs=graphs,
            capabilities=capabilities,
            templates=templates,
            flow_id=str(self.id),
        )
        errors = errors_of(found)
        if errors:
            raise FlowInvalid(*(error.as_problem() for error in errors))
        version = FlowVersion(
            id=version_id,
            tenant_id=self.tenant_id,
            flow_id=self.id,
            number=self.version + 1,
            graph=self.graph,
            trigger=self.trigger,
            published_at=now,
            published_by=actor.user_id,
            hash=fingerprint(self.graph, self.trigger),
            note=note.strip(),
        )
        flow = msgspec.structs.replace(
            self, status=FlowStatus.PUBLISHED, version=version.number, published_version_id=version.id, updated_at=now
        )
        event = FlowPublished(
            id=event_id,
            tenant_id=self.tenant_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            flow_id=self.id,
            version_id=version.id,
            number=version.number,
        )
        return flow, version, event

    def unpublish(self, *, event_id: EventId, actor: Actor, now: dt.datetime) -> tuple["Flow", FlowUnpublished]:
        """Nobody starts it any more; sessions that run go on to their end. Raises FlowNotPublished."""
        if not self.published:
            raise FlowNotPublished(status=self.status.value)
        event = FlowUnpublished(
            id=event_id, tenant_id=self.tenant_id, at=now, actor_kind=actor.kind, actor_id=actor.id, flow_id=self.id
        )
        return msgspec.structs.replace(self, status=FlowStatus.UNPUBLISHED, updated_at=now), event


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit changes; what is unset stays."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    trigger: Trigger | msgspec.UnsetType = msgspec.UNSET
    graph: Graph | msgspec.UnsetType = msgspec.UNSET
    is_default: bool | msgspec.UnsetType = msgspec.UNSET
    is_fallback: bool | msgspec.UnsetType = msgspec.UNSET


class PublishedFlow(msgspec.Struct, frozen=True, kw_only=True):
    """What deciding needs of a published flow: its version and what starts it, without the graph."""

    flow_id: FlowId
    version_id: FlowVersionId
    trigger: Trigger
    is_default: bool = False
    is_fallback: bool = False

    @property
    def default(self) -> bool:
        """Does it answer what nothing else does?"""
        return self.is_default or self.trigger.kind is TriggerKind.DEFAULT

    @property
    def fallback(self) -> bool:
        """Does it answer when there is no default either?"""
        return self.is_fallback or self.trigger.kind is TriggerKind.FALLBACK


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """Where flows stand, and how many; it is there as long as one is in it."""

    name: str
    count: int


def folder_name(given: str) -> str:
    """A folder's plain name; empty for none. Raises Invalid."""
    name = " ".join(given.split())
    if len(name) > LONGEST_FOLDER:
        raise Invalid(Problem(field="folder", code="too_long", params={"most": LONGEST_FOLDER}))
    return name


def fingerprint(graph: Graph, trigger: Trigger) -> str:
    """The same for graphs and triggers that say the same."""
    return hashlib.sha256(msgspec.json.encode((graph, trigger), order="deterministic")).hexdigest()
