"""Drafts are handed in for approval."""

from typing import Any

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import NotFound, Problem
from pytake_domain.kernel.ids import Ids, TemplateId
from pytake_domain.kernel.time import Clock
from pytake_domain.templates.errors import TemplateLocked, TemplateWrong
from pytake_domain.templates.lint import lint
from pytake_domain.templates.ports import OpenTemplateWork, SampleSource, TemplateGateways
from pytake_domain.templates.template import MessageTemplate, TemplateStatus
from pytake_domain.templates.use_cases.at_provider import AtProvider, refuse, state_changed
from pytake_domain.whatsapp import NumberLookup, SendFailure

LARGEST_SAMPLE = 16 * 1024 * 1024
"""Bytes: as much as the provider takes of a film, and more than it takes of a picture."""


class SubmitTemplates:
    """Submitting twice hands in once: what the provider has already is adopted."""

    def __init__(
        self,
        *,
        open_work: OpenTemplateWork,
        gateways: TemplateGateways,
        lookup: NumberLookup,
        clock: Clock,
        ids: Ids,
        samples: SampleSource | None = None,
    ) -> None:
        self._open_work = open_work
        self._provider = AtProvider(gateways, lookup)
        self._clock = clock
        self._ids = ids
        self._samples = samples

    async def submit(self, actor: Actor, template_id: TemplateId) -> MessageTemplate:
        """The template as the provider took it. Raises TemplateNotFound, TemplateLocked, TemplateWrong, TemplateRefused,
        UpstreamFailed.
        """
        actor.require(Permission.WRITE_TEMPLATES)
        async with self._open_work(actor.tenant_id) as work:
            template = await work.templates.get(template_id)
        if template.status not in (TemplateStatus.DRAFT, TemplateStatus.REJECTED):
            raise TemplateLocked(status=template.status.value)
        if problems := lint(template):
            raise TemplateWrong(*problems)
        template = await self._with_samples(template)
        now = self._clock.now()
        if template.provider_id is None:
            taken = await self._provider.create(template, now)
        else:
            taken = (await self._provider.edit(template)).became("pending", now, "submitted_again")
        async with self._open_work(actor.tenant_id) as work:
            await work.templates.save(taken)
            work.events.add(state_changed(taken, "status", self._ids, now, actor))
            return await work.templates.get(template_id)

    async def _with_samples(self, template: MessageTemplate) -> MessageTemplate:
        """Examples that are media of ours are handed over first; the provider's handle takes their place."""
        if self._samples is None:
            return template
        components = [await self._sampled(template, component) for component in template.components]
        return msgspec.structs.replace(template, components=tuple(components))

    async def _sampled(self, template: MessageTemplate, component: dict[str, Any]) -> dict[str, Any]:
        if "cards" in component:
            cards = [
                {**card, "components": [await self._sampled(template, part) for part in card.get("components", ())]}
                for card in component["cards"]
            ]
            return {**component, "cards": cards}
        example = component.get("example")
        media_id = example.get("media_id") if isinstance(example, dict) else None
        if not isinstance(media_id, str) or self._samples is None:
            return component
        try:
            source, mime_type = await self._samples.open(template.tenant_id, media_id)
        except NotFound as error:
            raise TemplateWrong(Problem(field="components.example.media_id", code="unknown")) from error
        if source.size > LARGEST_SAMPLE:
            params: dict[str, str | int] = {"most": LARGEST_SAMPLE, "size": source.size}
            raise TemplateWrong(Problem(field="components.example.media_id", code="media_too_large", params=params))
        gateway, via = await self._provider.reach(template.tenant_id, template.number_id)
        handle = await gateway.sample(via, source, mime_type=mime_type)
        if isinstance(handle, SendFailure):
            refuse(handle)
        return {**component, "example": {"header_handle": [handle]}}
