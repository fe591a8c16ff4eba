"""People draft, change, look at and delete templates."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import Ids, NumberId, TemplateId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.templates.errors import TemplateInUse, TemplateLocked, TemplateWrong
from pytake_domain.templates.lint import lint
from pytake_domain.templates.parameters import components_of, parameter_problems
from pytake_domain.templates.ports import OpenTemplateWork, TemplateFilter, TemplateGateways, TemplateUse
from pytake_domain.templates.render import Shown, example_components, render
from pytake_domain.templates.template import (
    MessageTemplate,
    ParameterFormat,
    TemplateCategory,
    TemplateStatus,
)
from pytake_domain.templates.use_cases.at_provider import AtProvider, state_changed
from pytake_domain.whatsapp import NotSupported, NumberLookup

LONGEST = 4096
"""Characters of a value in a preview."""
MAX_COMPONENTS_BYTES = 256 * 1024


class TemplateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a template from outside; None leaves it as it is."""

    name: str | None = None
    language: str | None = None
    category: TemplateCategory | None = None
    components: tuple[dict[str, Any], ...] | None = None
    parameter_format: ParameterFormat | None = None
    ttl_seconds: int | None = None


class TemplateDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A template with what sends it, and what the provider would refuse of it."""

    template: MessageTemplate
    uses: Sequence[TemplateUse]
    problems: Sequence[Problem]


class EditTemplates:
    """Drafts are ours until they are submitted; what the provider has is changed and deleted there first."""

    def __init__(
        self,
        *,
        open_work: OpenTemplateWork,
        gateways: TemplateGateways,
        lookup: NumberLookup,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._provider = AtProvider(gateways, lookup)
        self._gateways = gateways
        self._clock = clock
        self._ids = ids

    async def list(self, actor: Actor, wanted: TemplateFilter, page: PageRequest) -> Page[MessageTemplate]:
        """A page of them."""
        actor.require(Permission.READ_TEMPLATES)
        async with self._open_work(actor.tenant_id) as work:
            return await work.templates.page(wanted, page)

    async def get(self, actor: Actor, template_id: TemplateId) -> TemplateDetail:
        """One, with where it is used. Raises TemplateNotFound."""
        actor.require(Permission.READ_TEMPLATES)
        async with self._open_work(actor.tenant_id) as work:
            template = await work.templates.get(template_id)
            uses = await work.templates.uses(template)
        return TemplateDetail(template=template, uses=uses, problems=lint(template))

    async def create(self, actor: Actor, draft: TemplateDraft, *, number_id: NumberId | None = None) -> MessageTemplate:
        """A draft in the account of a number, the company's only one where none is named. Raises TemplateWrong,
        TemplateNameTaken, NumberNotFound, NotSupported, Invalid where it has none, or several accounts and none is named.
        """
        actor.require(Permission.WRITE_TEMPLATES)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            if number_id is None:
                known = await work.numbers.all()
                numbers = [n for n in known if self._gateways.of(n.api_type) is not None]
                accounts = {n.business_account_id for n in numbers}
                if not known:
                    raise Invalid(Problem(field="whatsapp_config_id", code="no_number_yet"))
                if not numbers:
                    raise NotSupported(what="templates", reason="not_offered")
                if len(accounts) != 1:
                    raise Invalid(Problem(field="whatsapp_config_id", code="needed_with_several_numbers"))
                number = numbers[0]
            else:
                number = await work.numbers.get(number_id)
            if number.business_account_id is None or self._gateways.of(number.api_type) is None:
                raise NotSupported(what="templates", reason="not_offered")
            template = MessageTemplate(
                id=TemplateId(self._ids.new()),
                tenant_id=actor.tenant_id,
                number_id=number.id,
                business_account_id=number.business_account_id,
                name=draft.name or "",
                language=draft.language or "pt_BR",
                category=draft.category or TemplateCategory.UTILITY,
                components=draft.components or (),
                parameter_format=draft.parameter_format or ParameterFormat.POSITIONAL,
                ttl_seconds=draft.ttl_seconds,
                created_at=now,
                updated_at=now,
            )
            _require_right(template)
            await work.templates.add(template)
        return template

    async def change(self, actor: Actor, template_id: TemplateId, draft: TemplateDraft) -> MessageTemplate:
        """Change a draft here, or the components of an approved or paused one at the provider.

        Raises TemplateNotFound, TemplateLocked, TemplateWrong, TemplateRefused, UpstreamFailed, StaleVersion.
        """
        actor.require(Permission.WRITE_TEMPLATES)
        async with self._open_work(actor.tenant_id) as work:
            template = await work.templates.get(template_id)
        template.require_editable()
        changed = _changed(template, draft, self._clock.now())
        _require_right(changed)
        if template.status in (TemplateStatus.APPROVED, TemplateStatus.PAUSED):
            changed = await self._provider.edit(changed)
            changed = changed.became("pending", self._clock.now(), "edited")
        async with self._open_work(actor.tenant_id) as work:
            await work.templates.save(changed)
            if changed.status is not template.status:
                work.events.add(state_changed(changed, "status", self._ids, self._clock.now(), actor))
            return await work.templates.get(template_id)

    async def remove(self, actor: Actor, template_id: TemplateId, *, force: bool = False) -> None:
        """Delete it, at the provider first. Raises TemplateNotFound, TemplateInUse, TemplateLocked, TemplateRefused."""
        actor.require(Permission.WRITE_TEMPLATES)
        async with self._open_work(actor.tenant_id) as work:
            template = await work.templates.get(template_id)
            uses = await work.templates.uses(template)
            if uses and not force:
                raise TemplateInUse(count=len(uses), first=uses[0].name)
            if template.provider_id is None:
                await work.templates.remove(template_id)
                return
        if template.status is TemplateStatus.DISABLED:
            raise TemplateLocked(status=template.status.value)
        await self._provider.remove(template)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            fresh = await work.templates.get(template_id)
            gone = fresh.became("deleted", now, "by_hand")
            await work.templates.save(gone)
            work.events.add(state_changed(gone, "status", self._ids, now, actor))

    async def preview(
        self,
        actor: Actor,
        template_id: TemplateId,
        *,
        values: Mapping[str, str] | None = None,
        components: Sequence[dict[str, Any]] | None = None,
    ) -> tuple[Shown, Sequence[Problem]]:
        """As the phone will show it, and what is wrong with the parameters; without any, its examples fill it."""
        too_long = [name for name, value in (values or {}).items() if len(name) > LONGEST or len(value) > LONGEST]
        if too_long:
            raise Invalid(Problem(field="variables", code="too_long", params={"most": LONGEST}))
        detail = await self.get(actor, template_id)
        template = detail.template
        if components is None:
            given = components_of(template, example_components(template) if values is None else values)
        else:
            given = tuple(components)
        return render(template, given), parameter_problems(template, given)


def _changed(template: MessageTemplate, draft: TemplateDraft, now: dt.datetime) -> MessageTemplate:
    given = {name: value for name in TemplateDraft.__struct_fields__ if (value := getattr(draft, name)) is not None}
    if template.provider_id is not None:
        fixed = ["name", "language", "parameter_format"]
        if template.status is TemplateStatus.APPROVED:
            fixed.append("category")
        fixed = [name for name in fixed if name in given and given[name] != getattr(template, name)]
        if fixed:
            raise Invalid(*(Problem(field=name, code="cannot_change") for name in fixed))
    return msgspec.structs.replace(template, **given, updated_at=now)


def _require_right(template: MessageTemplate) -> None:
    if len(msgspec.json.encode(template.components)) > MAX_COMPONENTS_BYTES:
        raise Invalid(Problem(field="components", code="too_large", params={"most": MAX_COMPONENTS_BYTES}))
    if problems := lint(template):
        raise TemplateWrong(*problems)
