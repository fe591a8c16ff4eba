"""What a campaign is to do: to whom, what, when, by which numbers, how fast."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.campaigns.schedule import Schedule
from pytake_domain.contacts import MARKETING, Query
from pytake_domain.kernel.ids import ContactListId, NumberId, SegmentId, TemplateId


class CampaignType(StrEnum):
    """Once to an audience; in steps; whenever something happens."""

    BROADCAST = "broadcast"
    DRIP = "drip"
    TRIGGER = "trigger"


class Basis(StrEnum):
    """Why they may be written to (LGPD, article 7): they agreed to the purpose, or the company has a legitimate interest and
    they did not object. A notice to customers needs the second.
    """

    CONSENT = "consent"
    INTEREST = "legitimate_interest"


class Targeting(msgspec.Struct, frozen=True, kw_only=True):
    """Who: everybody in any of the segments, on any of the lists, with any of the tags, or for whom `conditions` hold; of
    these nobody who is in `without_segments` or on `without_lists`. With `growing` also those who come to it later.

    `file` is the list that a file for this very campaign made; its columns are variables of the message.
    """

    segments: tuple[SegmentId, ...] = ()
    lists: tuple[ContactListId, ...] = ()
    tags: tuple[str, ...] = ()
    conditions: Query | None = None
    file: ContactListId | None = None
    without_segments: tuple[SegmentId, ...] = ()
    without_lists: tuple[ContactListId, ...] = ()
    growing: bool = False

    @property
    def names_nobody(self) -> bool:
        """Does it not say whom at all?"""
        return not (self.segments or self.lists or self.tags or self.conditions is not None or self.file)


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A template with what its variables say, or a text where no template is needed.

    `variables` are by place, as `components_of` takes them (`1`, `name`, `header.1`, `button.0`); each a text that may hold
    `{{ contact.name }}`, `{{ campaign.name }}` or `{{ file.<column> }}`. `header_media_id` is the file of a media header.
    """

    template_id: TemplateId | None = None
    variables: Mapping[str, str] = {}
    text: str | None = None
    header_media_id: str | None = None

    @property
    def is_empty(self) -> bool:
        """Is there nothing to send?"""
        return self.template_id is None and not (self.text or "").strip()


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One of the ways to say it, drawn by `weight`; `key` is what it is counted under."""

    key: str
    weight: int = 1
    content: Content = Content()


class VariantMetric(StrEnum):
    """What a variant is better by."""

    READ = "read"
    REPLIED = "replied"
    CLICKED = "clicked"
    CONVERTED = "converted"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is said: one content, or variants of it. With `auto_winner` the rest gets the variant that is shown to be better."""

    content: Content = Content()
    variants: tuple[Variant, ...] = ()
    metric: VariantMetric = VariantMetric.REPLIED
    auto_winner: bool = False

    @property
    def contents(self) -> tuple[Content, ...]:
        """Everything that may be said."""
        return tuple(v.content for v in self.variants) or (self.content,)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A later message of a drip: `after` seconds behind the one before it, to those for whom `condition` holds then."""

    after: int
    content: Content
    condition: Query | None = None


class EventKind(StrEnum):
    """What sets a trigger campaign off for somebody."""

    CONTACT_CREATED = "contact_created"
    TAG_ADDED = "tag_added"
    OPTED_IN = "opted_in"
    SIGNAL = "signal"


class CampaignTrigger(msgspec.Struct, frozen=True, kw_only=True):
    """When it happens, `after` seconds later; `tag` or `signal` (as flows emit them) say which. Once for each person, or again
    when `again_after_days` have passed.
    """

    kind: EventKind
    tag: str | None = None
    signal: str | None = None
    after: int = 0
    again_after_days: int | None = None


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much at most: in any 24 hours, in any hour, in a second; and to one person over all campaigns, in a day and in a
    week (the company's own caps hold beside it).
    """

    daily_limit: int | None = None
    hourly_limit: int | None = None
    per_second: float | None = None
    per_contact_limit: int | None = None
    per_contact_week: int | None = None


class NumberShare(msgspec.Struct, frozen=True, kw_only=True):
    """A number, and its part of the messages."""

    number_id: NumberId
    weight: int = 1


class Exclusions(msgspec.Struct, frozen=True, kw_only=True):
    """Who is not to be disturbed: whom a flow is talking to, who talks with a person of the company or waits for one, and who got
    a campaign in the last days.
    """

    in_flow: bool = True
    open_conversation: bool = False
    contacted_days: int | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that people decide about a campaign. `holdout` is in percent; `goal_tag` is what somebody gets who did what it is for;
    an answer within `attribution_hours` counts as a reply.
    """

    schedule: Schedule = Schedule()
    targeting: Targeting = Targeting()
    message: Message = Message()
    steps: tuple[Step, ...] = ()
    trigger: CampaignTrigger | None = None
    limits: Limits = Limits()
    numbers: tuple[NumberShare, ...] = ()
    exclusions: Exclusions = Exclusions()
    purpose: str = MARKETING
    basis: Basis = Basis.CONSENT
    holdout: int = 0
    goal_tag: str | None = None
    attribution_hours: int = 72

    @property
    def attribution(self) -> dt.timedelta:
        """How long an answer counts."""
        return dt.timedelta(hours=self.attribution_hours)

    def content_of(self, step: int, variant: str | None) -> Content:
        """What a step says in a variant; variants are of the first message."""
        if step:
            return self.steps[step - 1].content
        return next((v.content for v in self.message.variants if v.key == variant), self.message.content)
