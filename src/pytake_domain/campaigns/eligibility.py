"""Why somebody gets nothing; pure, and asked again at the moment of sending."""

import datetime as dt

import msgspec

from pytake_domain.campaigns.plan import Basis, Plan
from pytake_domain.campaigns.policy import Policy
from pytake_domain.campaigns.recipient import Skip
from pytake_domain.campaigns.sticky import held_out, in_control_group
from pytake_domain.contacts import MARKETING, Contact
from pytake_domain.kernel.ids import CampaignId

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What else decides about somebody: messages of campaigns in the last day and week, when the last one was, whether they
    are in a flow or in an open conversation, and until when their provider takes no marketing for them.
    """

    day: int = 0
    week: int = 0
    last: dt.datetime | None = None
    in_flow: bool = False
    open_conversation: bool = False
    resting_until: dt.datetime | None = None


UNKNOWN = Standing()


def refusal(  # noqa: PLR0911  one return a rule
    contact: Contact,
    plan: Plan,
    policy: Policy,
    standing: Standing,
    *,
    campaign_id: CampaignId,
    marketing: bool,
    now: dt.datetime,
    step: int = 0,
) -> Skip | None:
    """The first rule that forbids it. `marketing`: the provider counts the message as such."""
    if contact.merged_into is not None or contact.deleted_at is not None:
        return Skip.GONE
    if contact.blocked:
        return Skip.BLOCKED
    if not any(k.current and k.address.finds for k in contact.addresses):
        return Skip.NO_ADDRESS
    if contact.unreachable(now) is not None:
        return Skip.UNREACHABLE
    if lacks := _consent(contact, plan):
        return lacks
    if step == 0 and (drawn := _lots(contact, plan, policy, campaign_id)):
        return drawn
    if marketing and standing.resting_until is not None and now < standing.resting_until:
        return Skip.RESTING
    if capped := _caps(plan, policy, standing, now, step):
        return capped
    if plan.exclusions.in_flow and standing.in_flow:
        return Skip.IN_FLOW
    if plan.exclusions.open_conversation and standing.open_conversation:
        return Skip.OPEN_CONVERSATION
    return None


def _consent(contact: Contact, plan: Plan) -> Skip | None:
    if plan.purpose == MARKETING and contact.opted_out:
        return Skip.OPTED_OUT
    said = contact.consents.get(plan.purpose)
    if said is not None and not said.given:
        return Skip.OPTED_OUT
    if plan.basis is Basis.CONSENT and (said is None or not said.given):
        return Skip.NO_CONSENT
    return None


def _lots(contact: Contact, plan: Plan, policy: Policy, campaign_id: CampaignId) -> Skip | None:
    if plan.purpose == MARKETING and in_control_group(contact.tenant_id, contact.id, policy.control_group):
        return Skip.CONTROL
    return Skip.HOLDOUT if held_out(campaign_id, contact.id, plan.holdout) else None


def _caps(plan: Plan, policy: Policy, standing: Standing, now: dt.datetime, step: int) -> Skip | None:
    """The stricter of the company's caps and the campaign's own; notices have only the campaign's."""
    ours = plan.purpose == MARKETING
    day = _least(policy.per_day if ours else None, plan.limits.per_contact_limit)
    week = _least(policy.per_week if ours else None, plan.limits.per_contact_week)
    if day is not None and standing.day >= day:
        return Skip.DAY_CAP
    if week is not None and standing.week >= week:
        return Skip.WEEK_CAP
    days = plan.exclusions.contacted_days
    if step == 0 and days and standing.last is not None and now - standing.last < dt.timedelta(days=days):
        return Skip.CONTACTED
    return None


def _least(one: int | None, other: int | None) -> int | None:
    given = [limit for limit in (one, other) if limit is not None]
    return min(given) if given else None
