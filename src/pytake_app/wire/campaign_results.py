"""What a campaign would do, and what came of it, on the wire."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

import msgspec

from pytake_app.phrases import problem, reason_text
from pytake_app.wire.campaigns import ProgressOut, progress_out
from pytake_domain.campaigns import Campaign, Estimate, Forecast, ListedRecipient, Recipient, Results, Shown, Verdict
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.text import Language, Phone


class ForecastOut(msgspec.Struct, frozen=True, kw_only=True):
    """When the last one leaves (null: not within reach, and then so many are left over), at how many a second at most."""

    ends_at: dt.datetime | None
    per_second: float
    left_over: int


class CampaignCostOut(msgspec.Struct, frozen=True, kw_only=True):
    """In one currency, as a decimal in a text; of `unpriced` messages no rate is known."""

    currency: str | None
    amount: str
    unpriced: int


class ProblemOut(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be changed before it can start; `message` says it to a person."""

    field: str
    code: str
    message: str
    params: dict[str, str | int]


class EstimateOut(msgspec.Struct, frozen=True, kw_only=True):
    """`audience`: how many it is for; of them `left_out` by reason; `recipients` get it, `messages` of all steps together."""

    audience: int
    recipients: int
    messages: int
    left_out: dict[str, int]
    zones: dict[str, int]
    cost: CampaignCostOut
    forecast: ForecastOut
    starts_at: dt.datetime | None
    problems: list[ProblemOut]


class RecipientOut(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a campaign, and how far it came with them; `message` says the reason to a person."""

    contact_id: UUID
    name: str | None
    phone: str | None
    step: int
    variant: str | None
    outcome: str
    reason: str | None
    message: str | None
    whatsapp_config_id: UUID | None
    message_id: UUID | None
    tries: int
    due_at: dt.datetime
    queued_at: dt.datetime | None
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    read_at: dt.datetime | None
    failed_at: dt.datetime | None
    replied_at: dt.datetime | None
    clicked_at: dt.datetime | None
    converted_at: dt.datetime | None
    opted_out_at: dt.datetime | None


class ContactCampaignOut(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody got of a campaign; `message` says the reason to a person."""

    campaign_id: UUID
    campaign_name: str
    step: int
    variant: str | None
    outcome: str
    reason: str | None
    message: str | None
    message_id: UUID | None
    due_at: dt.datetime
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    read_at: dt.datetime | None
    failed_at: dt.datetime | None
    replied_at: dt.datetime | None


class ReasonOut(msgspec.Struct, frozen=True, kw_only=True):
    """So many for this reason; `message` says it to a person."""

    code: str
    count: int
    message: str


class SpentOut(msgspec.Struct, frozen=True, kw_only=True):
    """What messages of a category to a country cost; `estimated` of it is not the provider's word yet."""

    category: str
    country: str | None
    currency: str
    messages: int
    amount: str
    estimated: str


class VerdictOut(msgspec.Struct, frozen=True, kw_only=True):
    """The best variant, its lead (0.05 are five of a hundred), how likely chance alone would ever show as much, and the winner
    once that is below 0.05.
    """

    best: str | None
    lead: float
    chance: float
    winner: str | None


class AnalyticsOut(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: as a whole, by step, by variant, by reason, in money; how fast it goes, and until when. `status_message`
    says to a person why it paused or failed by itself.
    """

    status: str
    status_code: str | None
    status_message: str | None
    status_reason: str
    progress: ProgressOut
    by_step: dict[int, ProgressOut]
    by_variant: dict[str, ProgressOut]
    failed: list[ReasonOut]
    skipped: list[ReasonOut]
    cancelled: list[ReasonOut]
    spent: list[SpentOut]
    verdict: VerdictOut | None
    last_minute: int
    forecast: ForecastOut | None


class CampaignTestIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to ten phones in any spelling; which variant and step."""

    phones: list[str]
    variant: str | None = None
    step: int = 0


class CampaignTestOut(msgspec.Struct, frozen=True, kw_only=True):
    """The messages that were queued."""

    message_ids: list[UUID]


class CampaignShownOut(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody would read; `missing` when a variable is blank for them."""

    contact_id: UUID
    name: str | None
    variant: str | None
    text: str
    missing: bool


class CampaignReasonIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, for those who come later."""

    reason: str = ""


class RetryIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Failed for which reasons; without any, all that another try could mend."""

    reasons: list[str] = []


def forecast_out(forecast: Forecast) -> ForecastOut:
    """A forecast."""
    return ForecastOut(ends_at=forecast.ends_at, per_second=round(forecast.per_second, 3), left_over=forecast.left_over)


def estimate_out(estimate: Estimate, language: Language) -> EstimateOut:
    """What it would do."""
    audience, cost = estimate.audience, estimate.cost
    return EstimateOut(
        audience=audience.total,
        recipients=audience.reached,
        messages=estimate.messages,
        left_out=dict(audience.reasons),
        zones=dict(audience.zones),
        cost=CampaignCostOut(currency=cost.currency, amount=str(cost.amount), unpriced=cost.unpriced),
        forecast=forecast_out(estimate.forecast),
        starts_at=estimate.starts_at,
        problems=[_problem_out(each, language) for each in estimate.problems],
    )


def _problem_out(each: Problem, language: Language) -> ProblemOut:
    return ProblemOut(
        field=each.field, code=each.code, message=problem(each.code, language, each.params), params=dict(each.params)
    )


def recipient_out(listed: ListedRecipient, language: Language, *, numbers_shown: bool) -> RecipientOut:
    """A row of the ledger."""
    row, contact = listed.recipient, listed.contact
    phone = contact.phone if contact is not None else None
    fields = {name: getattr(row, name) for name in RecipientOut.__struct_fields__ if hasattr(row, name)}
    return RecipientOut(
        **{
            **fields,
            "name": contact.name if contact is not None else None,
            "phone": phone if phone is None or numbers_shown else Phone(phone).masked(),
            "outcome": row.outcome.word,
            "message": reason_text(row.reason, language) if row.reason else None,
            "whatsapp_config_id": row.number_id,
        }
    )


def contact_campaign_out(row: Recipient, campaign: Campaign, language: Language) -> ContactCampaignOut:
    """A row of the ledger, as its person has it."""
    fields = {name: getattr(row, name) for name in ContactCampaignOut.__struct_fields__ if hasattr(row, name)}
    return ContactCampaignOut(
        **{
            **fields,
            "campaign_name": campaign.name,
            "outcome": row.outcome.word,
            "message": reason_text(row.reason, language) if row.reason else None,
        }
    )


def analytics_out(results: Results, language: Language) -> AnalyticsOut:
    """What came of it."""
    campaign, analytics = results.campaign, results.analytics
    return AnalyticsOut(
        status=campaign.status.value,
        status_code=campaign.status_code,
        status_message=reason_text(campaign.status_code, language) if campaign.status_code else None,
        status_reason=campaign.status_reason,
        progress=progress_out(analytics.progress),
        by_step={step: progress_out(each) for step, each in analytics.by_step.items()},
        by_variant={key: progress_out(each) for key, each in analytics.by_variant.items()},
        failed=_reasons(analytics.reasons.get("failed", {}), language),
        skipped=_reasons(analytics.reasons.get("skipped", {}), language),
        cancelled=_reasons(analytics.reasons.get("cancelled", {}), language),
        spent=[
            SpentOut(
                category=each.category,
                country=each.country,
                currency=each.currency,
                messages=each.messages,
                amount=str(each.amount),
                estimated=str(each.estimated),
            )
            for each in analytics.spent
        ],
        verdict=_verdict_out(results.verdict),
        last_minute=results.last_minute,
        forecast=forecast_out(results.forecast) if results.forecast is not None else None,
    )


def _verdict_out(verdict: Verdict | None) -> VerdictOut | None:
    return VerdictOut(**msgspec.structs.asdict(verdict)) if verdict is not None else None


def _reasons(counts: Mapping[str, int], language: Language) -> list[ReasonOut]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [ReasonOut(code=code, count=count, message=reason_text(code, language)) for code, count in ranked]


def shown_out(shown: Shown) -> CampaignShownOut:
    """What somebody would read."""
    return CampaignShownOut(
        contact_id=shown.contact_id,
        name=shown.name,
        variant=shown.variant,
        text=shown.text,
        missing=shown.content is None,
    )
