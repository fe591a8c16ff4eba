"""Campaigns: drawn up, estimated, started, watched."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream

from pytake_app.http.contact_imports import SLACK, TYPES, ImportOperation
from pytake_app.http.edge.multipart import form_file
from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.wire.campaign_results import (
    AnalyticsOut,
    CampaignReasonIn,
    CampaignShownOut,
    CampaignTestIn,
    CampaignTestOut,
    EstimateOut,
    RecipientOut,
    RetryIn,
    analytics_out,
    estimate_out,
    recipient_out,
    shown_out,
)
from pytake_app.wire.campaigns import (
    CampaignAudienceOut,
    CampaignIn,
    CampaignOut,
    PolicyIO,
    audience_out,
    campaign_out,
    draft_of,
    policy_of,
    policy_out,
)
from pytake_app.wire.contact_imports import plan_of
from pytake_domain.campaigns import (
    STEPS_MOST,
    BringAudience,
    CampaignFilter,
    CampaignStatus,
    CampaignType,
    ControlCampaigns,
    EditCampaigns,
    EstimateCampaigns,
    ReadResults,
    RecipientFilter,
    RecipientOutcome,
    TryCampaigns,
)
from pytake_domain.contacts import TableForm
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CampaignId, ContactId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import MOST_BYTES


def wanted_recipients(
    outcome: FromQuery[str | None] = None,
    reason: FromQuery[str | None] = None,
    variant: FromQuery[str | None] = None,
    step: FromQuery[int | None] = None,
    replied: FromQuery[bool | None] = None,
) -> RecipientFilter:
    """Which rows. Raises Invalid for an outcome that is none."""
    words = {each.word: each for each in RecipientOutcome}
    if outcome is not None and outcome not in words:
        raise Invalid(Problem(field="outcome", code="not_a_choice", params={"choices": ", ".join(words)}))
    if step is not None and not 0 <= step <= STEPS_MOST:
        raise Invalid(Problem(field="step", code="out_of_range", params={"least": 0, "most": STEPS_MOST}))
    return RecipientFilter(
        outcome=words[outcome] if outcome is not None else None,
        reason=reason,
        variant=variant,
        step=step,
        replied=replied,
    )


class CampaignController(Controller):
    """`/api/v1/campaigns`: what people decide."""

    path = "/api/v1/campaigns"
    tags = ("campaigns",)

    @get(summary="Campaigns")
    async def all(
        self,
        actor: NamedDependency[Actor],
        edit_campaigns: NamedDependency[EditCampaigns],
        page_request: NamedDependency[PageRequest],
        status: FromQuery[CampaignStatus | None] = None,
        kind: Annotated[CampaignType | None, QueryParameter(name="type")] = None,
        q: FromQuery[str] = "",
    ) -> Listed[CampaignOut]:
        """Last made first, each with its progress."""
        wanted = CampaignFilter(status=status, type=kind, text=q or None)
        page = await edit_campaigns.page(actor, wanted, page_request)
        return listed(page.map(campaign_out), page_request)

    @post(summary="Draw up a campaign")
    async def add(
        self, data: JSONBody[CampaignIn], actor: NamedDependency[Actor], edit_campaigns: NamedDependency[EditCampaigns]
    ) -> CampaignOut:
        """A draft: what it needs to be started may be missing still. Nothing leaves before the start."""
        return campaign_out(await edit_campaigns.add(actor, draft_of(data)))

    @post("/estimate", status_code=200, summary="What a campaign would do")
    async def estimate(
        self,
        data: JSONBody[CampaignIn],
        actor: NamedDependency[Actor],
        estimate_campaigns: NamedDependency[EstimateCampaigns],
        reader_language: NamedDependency[Language],
    ) -> EstimateOut:
        """To how many, who is left out and why, what it costs, when it is through, and what keeps it from being started;
        nothing is saved.
        """
        return estimate_out(await estimate_campaigns.draft(actor, draft_of(data)), reader_language)

    @get("/policy", summary="What holds for all campaigns")
    async def policy(self, actor: NamedDependency[Actor], edit_campaigns: NamedDependency[EditCampaigns]) -> PolicyIO:
        """Caps for each person, quiet hours, the control group, and when campaigns pause by themselves."""
        return policy_out(await edit_campaigns.policy(actor))

    @put("/policy", summary="Change what holds for all campaigns")
    async def set_policy(
        self, data: JSONBody[PolicyIO], actor: NamedDependency[Actor], edit_campaigns: NamedDependency[EditCampaigns]
    ) -> PolicyIO:
        """From now on, running campaigns included."""
        return policy_out(await edit_campaigns.set_policy(actor, policy_of(data)))

    @get("/{campaign_id:uuid}", summary="One with its progress")
    async def one(
        self, campaign_id: FromPath[UUID], actor: NamedDependency[Actor], edit_campaigns: NamedDependency[EditCampaigns]
    ) -> CampaignOut:
        """As it is now."""
        return campaign_out(await edit_campaigns.get(actor, CampaignId(campaign_id)))

    @put("/{campaign_id:uuid}", summary="Change a campaign")
    async def change(
        self,
        campaign_id: FromPath[UUID],
        data: JSONBody[CampaignIn],
        actor: NamedDependency[Actor],
        edit_campaigns: NamedDependency[EditCampaigns],
    ) -> CampaignOut:
        """As a whole, while it is a draft, scheduled or paused. Once it has begun, who is in it and why stays."""
        changed = await edit_campaigns.change(actor, CampaignId(campaign_id), draft_of(data), version=data.version)
        return campaign_out(changed)

    @delete("/{campaign_id:uuid}", summary="Delete a campaign")
    async def remove(
        self, campaign_id: FromPath[UUID], actor: NamedDependency[Actor], edit_campaigns: NamedDependency[EditCampaigns]
    ) -> None:
        """A draft, or one that is over. Its messages stay in their conversations."""
        await edit_campaigns.remove(actor, CampaignId(campaign_id))

    @post("/{campaign_id:uuid}/duplicate", summary="Copy as a draft")
    async def duplicate(
        self, campaign_id: FromPath[UUID], actor: NamedDependency[Actor], edit_campaigns: NamedDependency[EditCampaigns]
    ) -> CampaignOut:
        """Without its times."""
        return campaign_out(await edit_campaigns.duplicate(actor, CampaignId(campaign_id)))

    @post("/{campaign_id:uuid}/start", status_code=200, summary="Start or resume")
    async def start(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        control_campaigns: NamedDependency[ControlCampaigns],
    ) -> CampaignOut:
        """Refused with all that is to be changed first."""
        return campaign_out(await control_campaigns.start(actor, CampaignId(campaign_id)))

    @post("/{campaign_id:uuid}/pause", status_code=200, summary="Pause; nothing more leaves")
    async def pause(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        control_campaigns: NamedDependency[ControlCampaigns],
        data: JSONBody[CampaignReasonIn | None] = None,
    ) -> CampaignOut:
        """Within a second."""
        reason = data.reason if data is not None else ""
        return campaign_out(await control_campaigns.pause(actor, CampaignId(campaign_id), reason=reason))

    @post("/{campaign_id:uuid}/stop", status_code=200, summary="Stop for good")
    async def stop(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        control_campaigns: NamedDependency[ControlCampaigns],
        data: JSONBody[CampaignReasonIn | None] = None,
    ) -> CampaignOut:
        """Within a second; those who wait are told off piece by piece, and until then it is `stopping`."""
        reason = data.reason if data is not None else ""
        return campaign_out(await control_campaigns.stop(actor, CampaignId(campaign_id), reason=reason))

    @post("/{campaign_id:uuid}/retry", status_code=200, summary="Try those that failed again")
    async def retry(
        self,
        campaign_id: FromPath[UUID],
        data: JSONBody[RetryIn],
        actor: NamedDependency[Actor],
        control_campaigns: NamedDependency[ControlCampaigns],
    ) -> CampaignOut:
        """For reasons after which nothing can have arrived."""
        return campaign_out(await control_campaigns.retry(actor, CampaignId(campaign_id), data.reasons))


class CampaignResultController(Controller):
    """`/api/v1/campaigns/{id}`: tried out, and what came of it."""

    path = "/api/v1/campaigns/{campaign_id:uuid}"
    tags = ("campaigns",)
    dependencies = {"wanted_recipients": Provide(wanted_recipients, sync_to_thread=False)}  # noqa: RUF012  the framework's form

    @post("/test", status_code=202, summary="Send to test phones only")
    async def test(
        self,
        campaign_id: FromPath[UUID],
        data: JSONBody[CampaignTestIn],
        actor: NamedDependency[Actor],
        try_campaigns: NamedDependency[TryCampaigns],
    ) -> CampaignTestOut:
        """As it would be, with what is known of whoever is reached there; no part of the results."""
        made = await try_campaigns.send(
            actor, CampaignId(campaign_id), data.phones, variant=data.variant, step=data.step
        )
        return CampaignTestOut(message_ids=list(made))

    @get("/preview", summary="As these people would read it")
    async def preview(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        try_campaigns: NamedDependency[TryCampaigns],
        page_request: NamedDependency[PageRequest],
        contact_id: FromQuery[list[UUID] | None] = None,
        step: FromQuery[int] = 0,
    ) -> Listed[CampaignShownOut]:
        """In every variant, without a `contact_id` for three of the audience; nothing is sent."""
        people = [ContactId(each) for each in contact_id or ()]
        shown = await try_campaigns.preview(actor, CampaignId(campaign_id), people, step=step)
        return whole([shown_out(each) for each in shown], page_request)

    @post(
        "/audience",
        status_code=202,
        summary="A file as the audience",
        operation_class=ImportOperation,
        request_max_body_size=MOST_BYTES + SLACK,
    )
    async def audience(
        self,
        campaign_id: FromPath[UUID],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        bring_audience: NamedDependency[SkipValidation[BringAudience]],
    ) -> CampaignAudienceOut:
        """CSV or XLSX, as an import of contacts takes it. Its people are on a list of this campaign alone (whatever `list_id` of
        the options says); columns that are nothing of a contact are said by `{{ file.column }}`. In the place of an earlier
        file, and only until the campaign has begun, which it can't before the import is done.
        """
        await bring_audience.check(actor, CampaignId(campaign_id))
        file = await form_file(request)
        brought = await bring_audience.bring(
            actor,
            CampaignId(campaign_id),
            file.pieces(),
            filename=file.filename or "",
            plan=plan_of(file.fields),
        )
        return audience_out(brought)

    @get("/estimate", summary="What is left of a campaign")
    async def estimate(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        estimate_campaigns: NamedDependency[EstimateCampaigns],
        reader_language: NamedDependency[Language],
    ) -> EstimateOut:
        """As the estimate of a draft, of one that is saved."""
        return estimate_out(await estimate_campaigns.saved(actor, CampaignId(campaign_id)), reader_language)

    @get("/analytics", summary="What came of it")
    async def analytics(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        read_results: NamedDependency[SkipValidation[ReadResults]],
        reader_language: NamedDependency[Language],
    ) -> AnalyticsOut:
        """Sent, delivered, read, replied, failed by reason, cost, per step and variant; equal to the ledger at every moment."""
        return analytics_out(await read_results.of(actor, CampaignId(campaign_id)), reader_language)

    @get("/recipients", summary="A row a recipient")
    async def recipients(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        read_results: NamedDependency[SkipValidation[ReadResults]],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
        wanted_recipients: NamedDependency[RecipientFilter],
    ) -> Listed[RecipientOut]:
        """By cursor; numbers masked for who may not see them."""
        page = await read_results.recipients(actor, CampaignId(campaign_id), wanted_recipients, page_request)
        shown = actor.may(Permission.READ_PHONE_NUMBERS)
        rows = page.map(lambda row: recipient_out(row, reader_language, numbers_shown=shown))
        return listed(rows, page_request)

    @get("/export", summary="A row a recipient as a file")
    async def export(
        self,
        campaign_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        read_results: NamedDependency[SkipValidation[ReadResults]],
        wanted_recipients: NamedDependency[RecipientFilter],
        form: Annotated[TableForm, QueryParameter(name="format")] = TableForm.CSV,
    ) -> Stream:
        """CSV or XLSX, with the filters of the list; streamed."""
        pieces = await read_results.export(actor, CampaignId(campaign_id), wanted_recipients, form)
        headers = {"Content-Disposition": f'attachment; filename="campaign-{campaign_id}.{form.value}"'}
        return Stream(pieces, media_type=TYPES[form], headers=headers)
