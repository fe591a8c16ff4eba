"""Campaigns on the wire: plans in, plans with their progress out."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.wire.segments import query_of
from pytake_domain.campaigns import (
    Basis,
    BroughtAudience,
    Campaign,
    CampaignContent,
    CampaignDraft,
    CampaignMessage,
    CampaignTrigger,
    CampaignType,
    CampaignView,
    DripStep,
    EventKind,
    Exclusions,
    Holidays,
    Limits,
    NumberShare,
    Plan,
    Policy,
    Progress,
    QuietHours,
    Schedule,
    Targeting,
    Variant,
    VariantMetric,
)
from pytake_domain.contacts import MARKETING
from pytake_domain.kernel.ids import ContactListId, NumberId, SegmentId, TemplateId
from pytake_domain.kernel.time import DAYS, Span


class HoursIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From `start` to `end`, HH:MM."""

    start: str
    end: str


class ScheduleIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When. `time_zone`: an IANA name, `contact` for each person's own clock, the company's without one; `days` are `mon` …
    `sun`; `holidays` `skip` leaves out the days that the company's calendar has as closed.
    """

    start_date: dt.datetime | None = None
    end_date: dt.datetime | None = None
    time_zone: str | None = None
    days: list[str] = msgspec.field(default_factory=lambda: list(DAYS))
    send_times: list[HoursIO] = []
    quiet_hours: HoursIO | None = None
    holidays: Holidays = Holidays.SEND


class TargetingIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who: any of the segments, lists, tags, or for whom `conditions` (a question as segments have) hold; without those of
    `without_…`. `growing`: also those who come to it while it runs. `file` is the list of a file that was brought for it.
    """

    segments: list[UUID] = []
    lists: list[UUID] = []
    tags: list[str] = []
    conditions: dict[str, Any] | None = None
    file: UUID | None = None
    without_segments: list[UUID] = []
    without_lists: list[UUID] = []
    growing: bool = False


class ContentIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template and what its variables say (`1`, `name`, `header.1`, `button.0`), or a text where none is needed; both may hold
    `{{ contact.name }}`, `{{ contact.attributes.x }}`, `{{ campaign.name }}`, `{{ company.name }}`, `{{ file.column }}`.
    """

    template_id: UUID | None = None
    variables: dict[str, str] = {}
    text: str | None = None
    header_media_id: str | None = None


class VariantIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the ways to say it, under its `key`."""

    key: str
    weight: int = 1
    template_id: UUID | None = None
    variables: dict[str, str] = {}
    text: str | None = None
    header_media_id: str | None = None


class MessageIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said: one content, or `variants`; with `auto_winner` the rest gets the one that is shown to be better by
    `metric`.
    """

    template_id: UUID | None = None
    variables: dict[str, str] = {}
    text: str | None = None
    header_media_id: str | None = None
    variants: list[VariantIO] = []
    metric: VariantMetric = VariantMetric.REPLIED
    auto_winner: bool = False


class StepIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A later message of a drip, `after` seconds behind the one before, for whom `condition` holds then."""

    after: int
    template_id: UUID | None = None
    variables: dict[str, str] = {}
    text: str | None = None
    header_media_id: str | None = None
    condition: dict[str, Any] | None = None


class TriggerIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What sets it off for somebody, `after` seconds later; again for the same person only `again_after_days` later."""

    kind: EventKind
    tag: str | None = None
    signal: str | None = None
    after: int = 0
    again_after_days: int | None = None


class LimitsIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most so many in any 24 hours, any hour, a second; and to one person over all campaigns in a day and a week."""

    daily_limit: int | None = None
    hourly_limit: int | None = None
    per_second: float | None = None
    per_contact_limit: int | None = None
    per_contact_week: int | None = None


class NumberShareIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number and its part."""

    whatsapp_config_id: UUID
    weight: int = 1


class ExclusionsIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is not disturbed."""

    in_flow: bool = True
    open_conversation: bool = False
    contacted_days: int | None = None


class CampaignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign. `purpose` is what people agree to; `basis` is `consent`, or `legitimate_interest` for notices; `holdout` is
    in percent; who gets `goal_tag` did what it is for; an answer within `attribution_hours` counts as a reply. A `version` that
    is not the present one any more is a 409.
    """

    name: str
    type: CampaignType = CampaignType.BROADCAST
    schedule: ScheduleIO = msgspec.field(default_factory=ScheduleIO)
    targeting: TargetingIO = msgspec.field(default_factory=TargetingIO)
    message: MessageIO = msgspec.field(default_factory=MessageIO)
    steps: list[StepIO] = []
    trigger: TriggerIO | None = None
    limits: LimitsIO = msgspec.field(default_factory=LimitsIO)
    numbers: list[NumberShareIO] = []
    exclusions: ExclusionsIO = msgspec.field(default_factory=ExclusionsIO)
    purpose: str = MARKETING
    basis: Basis = Basis.CONSENT
    holdout: int = 0
    goal_tag: str | None = None
    attribution_hours: int = 72
    version: int | None = None


class ProgressOut(msgspec.Struct, frozen=True, kw_only=True):
    """How far: everybody is pending, queued, sent, failed, skipped or cancelled; who read it counts as delivered and sent too."""

    total: int
    pending: int
    queued: int
    sent: int
    delivered: int
    read: int
    replied: int
    clicked: int
    converted: int
    opted_out: int
    failed: int
    skipped: int
    cancelled: int


class CampaignOut(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign with its plan and its progress. `status_code` says why it paused or failed by itself."""

    id: UUID
    name: str
    type: str
    status: str
    status_code: str | None
    status_reason: str
    schedule: ScheduleIO
    targeting: TargetingIO
    message: MessageIO
    steps: list[StepIO]
    trigger: TriggerIO | None
    limits: LimitsIO
    numbers: list[NumberShareIO]
    exclusions: ExclusionsIO
    purpose: str
    basis: str
    holdout: int
    goal_tag: str | None
    attribution_hours: int
    winner: str | None
    progress: ProgressOut
    created_by: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    version: int


class CampaignAudienceOut(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign with the list of its file, which `contacts/imports/{import_id}` fills. `columns` are what texts may say of it:
    `{{ file.column }}`.
    """

    campaign: CampaignOut
    import_id: UUID
    list_id: UUID
    columns: list[str]


class PolicyIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for all campaigns of the company; see the fields' names. Percentages are whole."""

    per_day: int | None = 2
    per_week: int | None = 5
    quiet_hours: HoursIO | None = None
    control_group: int = 0
    headroom: int = 5
    most_failed: int = 15
    most_refused: int = 4
    version: int = 1


def draft_of(given: CampaignIn) -> CampaignDraft:
    """As the domain has it. Raises Invalid for times that are none, and questions that are none."""
    plan = Plan(
        schedule=_schedule(given.schedule),
        targeting=_targeting(given.targeting),
        message=_message(given.message),
        steps=tuple(
            DripStep(after=step.after, content=_content(step), condition=query_of(step.condition))
            for step in given.steps
        ),
        trigger=_trigger(given.trigger),
        limits=msgspec.convert(msgspec.structs.asdict(given.limits), Limits),
        numbers=tuple(
            NumberShare(number_id=NumberId(each.whatsapp_config_id), weight=each.weight) for each in given.numbers
        ),
        exclusions=msgspec.convert(msgspec.structs.asdict(given.exclusions), Exclusions),
        purpose=given.purpose.strip(),
        basis=given.basis,
        holdout=given.holdout,
        goal_tag=given.goal_tag or None,
        attribution_hours=given.attribution_hours,
    )
    return CampaignDraft(name=given.name, type=given.type, plan=plan)


def _schedule(given: ScheduleIO) -> Schedule:
    return Schedule(
        start_date=given.start_date,
        end_date=given.end_date,
        time_zone=given.time_zone or None,
        days=tuple(given.days),
        send_times=tuple(Span(start=each.start, end=each.end) for each in given.send_times),
        quiet_hours=_quiet(given.quiet_hours),
        holidays=given.holidays,
    )


def _quiet(given: HoursIO | None) -> QuietHours | None:
    return QuietHours(start=given.start, end=given.end) if given is not None else None


def _targeting(given: TargetingIO) -> Targeting:
    return Targeting(
        segments=tuple(SegmentId(each) for each in given.segments),
        lists=tuple(ContactListId(each) for each in given.lists),
        tags=tuple(given.tags),
        conditions=query_of(given.conditions),
        file=ContactListId(given.file) if given.file is not None else None,
        without_segments=tuple(SegmentId(each) for each in given.without_segments),
        without_lists=tuple(ContactListId(each) for each in given.without_lists),
        growing=given.growing,
    )


def _message(given: MessageIO) -> CampaignMessage:
    return CampaignMessage(
        content=_content(given),
        variants=tuple(Variant(key=v.key, weight=v.weight, content=_content(v)) for v in given.variants),
        metric=given.metric,
        auto_winner=given.auto_winner,
    )


def _content(given: MessageIO | VariantIO | StepIO) -> CampaignContent:
    return CampaignContent(
        template_id=TemplateId(given.template_id) if given.template_id is not None else None,
        variables=given.variables,
        text=given.text or None,
        header_media_id=given.header_media_id or None,
    )


def _trigger(given: TriggerIO | None) -> CampaignTrigger | None:
    return msgspec.convert(msgspec.structs.asdict(given), CampaignTrigger) if given is not None else None


def campaign_out(view: CampaignView) -> CampaignOut:
    """A campaign as people see it."""
    c, plan = view.campaign, view.campaign.plan
    return CampaignOut(
        id=c.id,
        name=c.name,
        type=c.type.value,
        status=c.status.value,
        status_code=c.status_code,
        status_reason=c.status_reason,
        schedule=_as(plan.schedule, ScheduleIO),
        targeting=_as(plan.targeting, TargetingIO),
        message=_message_out(plan.message),
        steps=[StepIO(after=s.after, condition=_tree(s.condition), **_content_out(s.content)) for s in plan.steps],
        trigger=_as(plan.trigger, TriggerIO) if plan.trigger is not None else None,
        limits=_as(plan.limits, LimitsIO),
        numbers=[NumberShareIO(whatsapp_config_id=n.number_id, weight=n.weight) for n in plan.numbers],
        exclusions=_as(plan.exclusions, ExclusionsIO),
        purpose=plan.purpose,
        basis=plan.basis.value,
        holdout=plan.holdout,
        goal_tag=plan.goal_tag,
        attribution_hours=plan.attribution_hours,
        winner=c.winner,
        progress=progress_out(view.progress),
        **_life(c),
    )


def _life(c: Campaign) -> dict[str, Any]:
    return {
        "created_by": c.created_by,
        "created_at": c.created_at,
        "updated_at": c.updated_at,
        "started_at": c.started_at,
        "ended_at": c.ended_at,
        "version": c.version,
    }


def _message_out(message: CampaignMessage) -> MessageIO:
    return MessageIO(
        variants=[VariantIO(key=v.key, weight=v.weight, **_content_out(v.content)) for v in message.variants],
        metric=message.metric,
        auto_winner=message.auto_winner,
        **_content_out(message.content),
    )


def _content_out(content: CampaignContent) -> dict[str, Any]:
    return {**msgspec.structs.asdict(content), "variables": dict(content.variables)}


def _as(value: msgspec.Struct, kind: Any) -> Any:
    """The same fields on the wire."""
    return msgspec.convert(msgspec.to_builtins(value, builtin_types=(dt.datetime, UUID)), kind)


def _tree(query: Any) -> dict[str, Any] | None:
    tree: dict[str, Any] | None = msgspec.to_builtins(query) if query is not None else None
    return tree


def audience_out(brought: BroughtAudience) -> CampaignAudienceOut:
    """What became of the file so far."""
    plan = brought.imported.plan
    assert plan is not None and plan.list_id is not None  # noqa: S101, PT018  it was made with both
    return CampaignAudienceOut(
        campaign=campaign_out(brought.campaign),
        import_id=brought.imported.id,
        list_id=plan.list_id,
        columns=[name for name in plan.fields if name is not None],
    )


def progress_out(progress: Progress) -> ProgressOut:
    """The counts."""
    return ProgressOut(**msgspec.structs.asdict(progress))


def policy_out(policy: Policy) -> PolicyIO:
    """The company's policy."""
    made: PolicyIO = _as(policy, PolicyIO)
    return made


def policy_of(given: PolicyIO) -> Policy:
    """As the domain has it. Raises Invalid."""
    fields = {**msgspec.structs.asdict(given), "quiet_hours": _quiet(given.quiet_hours)}
    return Policy(**fields)
