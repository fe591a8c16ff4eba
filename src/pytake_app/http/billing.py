"""Reminder rules, and outages."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.wire.billing import (
    OutageChangeIn,
    OutageIn,
    OutageOut,
    ReminderPreviewsOut,
    ReminderRuleChangeIn,
    ReminderRuleIn,
    ReminderRuleOut,
    outage_of,
    outage_out,
    previews_out,
    rule_of,
    rule_out,
)
from pytake_domain.billing import EditReminderRules, ManageOutages, PreviewReminders
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import OutageId, ReminderRuleId
from pytake_domain.kernel.page import PageRequest


class BillingController(Controller):
    """`/api/v1/billing/rules`."""

    path = "/api/v1/billing/rules"
    tags = ("billing",)

    @get(summary="Reminder rules")
    async def all(
        self,
        actor: NamedDependency[Actor],
        edit_reminder_rules: NamedDependency[EditReminderRules],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ReminderRuleOut]:
        """By their days, each with what came of it."""
        return whole([rule_out(each) for each in await edit_reminder_rules.all(actor)], page_request)

    @post(summary="Add one")
    async def add(
        self,
        data: JSONBody[ReminderRuleIn],
        actor: NamedDependency[Actor],
        edit_reminder_rules: NamedDependency[EditReminderRules],
    ) -> ReminderRuleOut:
        """Switched on it needs an ERP, a number and a template that is approved."""
        return rule_out(await edit_reminder_rules.add(actor, rule_of(data)))

    @put("/{rule_id:uuid}", summary="Change one")
    async def change(
        self,
        rule_id: FromPath[UUID],
        data: JSONBody[ReminderRuleChangeIn],
        actor: NamedDependency[Actor],
        edit_reminder_rules: NamedDependency[EditReminderRules],
    ) -> ReminderRuleOut:
        """Who was reminded stays reminded."""
        rule = rule_of(data, version=data.version)
        return rule_out(await edit_reminder_rules.change(actor, ReminderRuleId(rule_id), rule))

    @delete("/{rule_id:uuid}", summary="Remove one")
    async def remove(
        self,
        rule_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        edit_reminder_rules: NamedDependency[EditReminderRules],
    ) -> None:
        """Nothing more leaves by it."""
        await edit_reminder_rules.remove(actor, ReminderRuleId(rule_id))

    @get("/{rule_id:uuid}/preview", summary="Who would get what, and when")
    async def preview(
        self,
        rule_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        preview_reminders: NamedDependency[PreviewReminders],
    ) -> ReminderPreviewsOut:
        """Of the next seven days, by what the ERP told last; at the time itself it is asked again."""
        return previews_out(await preview_reminders.of(actor, ReminderRuleId(rule_id)))


class OutageController(Controller):
    """`/api/v1/outages`."""

    path = "/api/v1/outages"
    tags = ("erp",)

    @get(summary="Outages")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_outages: NamedDependency[ManageOutages],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[OutageOut]:
        """The newest first."""
        page = await manage_outages.page(actor, page_request)
        return listed(page.map(outage_out), page_request)

    @post(summary="Part of the network is down")
    async def declare(
        self, data: JSONBody[OutageIn], actor: NamedDependency[Actor], manage_outages: NamedDependency[ManageOutages]
    ) -> OutageOut:
        """Flows say so first to whoever is cut off; marketing and reminders to them wait."""
        return outage_out(await manage_outages.declare(actor, outage_of(data)))

    @put("/{outage_id:uuid}", summary="Change what is said of it")
    async def change(
        self,
        outage_id: FromPath[UUID],
        data: JSONBody[OutageChangeIn],
        actor: NamedDependency[Actor],
        manage_outages: NamedDependency[ManageOutages],
    ) -> OutageOut:
        """Its names, words and expected end."""
        outage = outage_of(data, version=data.version)
        return outage_out(await manage_outages.change(actor, OutageId(outage_id), outage))

    @post("/{outage_id:uuid}/end", summary="It is over", status_code=200)
    async def end(
        self, outage_id: FromPath[UUID], actor: NamedDependency[Actor], manage_outages: NamedDependency[ManageOutages]
    ) -> OutageOut:
        """Who was told of it is told so, and what waited goes on."""
        return outage_out(await manage_outages.end(actor, OutageId(outage_id)))
