"""Templates: drafts, approval, what the provider has, previews."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.paging import Listed, listed
from pytake_app.wire.templates import (
    SyncOut,
    TemplateDetailOut,
    TemplateIn,
    TemplateOut,
    TemplatePreviewIn,
    TemplatePreviewOut,
    TemplateSyncIn,
    detail_out,
    draft_of,
    problems_out,
    shown_out,
    sync_out,
    template_out,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import NumberId, TemplateId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.templates import EditTemplates, SubmitTemplates, SyncTemplates, TemplateFilter


class TemplateController(Controller):
    """`/api/v1/templates`."""

    path = "/api/v1/templates"
    tags = ("templates",)

    @get(summary="Templates with status and quality")
    async def all(
        self,
        actor: NamedDependency[Actor],
        edit_templates: NamedDependency[EditTemplates],
        page_request: NamedDependency[PageRequest],
        status: FromQuery[str | None] = None,
        category: FromQuery[str | None] = None,
        language: FromQuery[str | None] = None,
        whatsapp_config_id: FromQuery[UUID | None] = None,
        q: FromQuery[str | None] = None,
    ) -> Listed[TemplateOut]:
        """By name; `q` looks in names. Deleted ones come with `status=deleted`."""
        wanted = TemplateFilter(
            status=status,
            category=category.upper() if category else None,
            language=language,
            number_id=NumberId(whatsapp_config_id) if whatsapp_config_id else None,
            text=q,
        )
        page = await edit_templates.list(actor, wanted, page_request)
        return listed(page.map(template_out), page_request)

    @post(summary="Draft a template")
    async def create(
        self, data: JSONBody[TemplateIn], actor: NamedDependency[Actor], edit_templates: NamedDependency[EditTemplates]
    ) -> TemplateOut:
        """Checked against the provider's rules; it is sent for approval by `submit`."""
        number_id = NumberId(data.whatsapp_config_id) if data.whatsapp_config_id else None
        return template_out(await edit_templates.create(actor, draft_of(data), number_id=number_id))

    @post("/sync", status_code=200, summary="Read all templates from the provider")
    async def sync(
        self,
        data: JSONBody[TemplateSyncIn],
        actor: NamedDependency[Actor],
        sync_templates: NamedDependency[SyncTemplates],
    ) -> SyncOut:
        """What the provider says holds; drafts of ours stay."""
        number_id = NumberId(data.whatsapp_config_id) if data.whatsapp_config_id else None
        return sync_out(await sync_templates.sync(actor, number_id=number_id))

    @get("/{template_id:uuid}", summary="One template")
    async def one(
        self,
        template_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        edit_templates: NamedDependency[EditTemplates],
        reader_language: NamedDependency[Language],
    ) -> TemplateDetailOut:
        """With its history, where it is used, and what the provider would refuse of it now."""
        return detail_out(await edit_templates.get(actor, TemplateId(template_id)), reader_language)

    @put("/{template_id:uuid}", summary="Change a template")
    async def change(
        self,
        template_id: FromPath[UUID],
        data: JSONBody[TemplateIn],
        actor: NamedDependency[Actor],
        edit_templates: NamedDependency[EditTemplates],
    ) -> TemplateOut:
        """A draft changes here; an approved or paused one at the provider, who looks at it again."""
        return template_out(await edit_templates.change(actor, TemplateId(template_id), draft_of(data)))

    @delete("/{template_id:uuid}", summary="Delete a template")
    async def remove(
        self,
        template_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        edit_templates: NamedDependency[EditTemplates],
        force: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> None:
        """Also at the provider; one that published flows send only with `force=true`."""
        await edit_templates.remove(actor, TemplateId(template_id), force=force)

    @post("/{template_id:uuid}/submit", status_code=202, summary="Send for approval")
    async def submit(
        self,
        template_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        submit_templates: NamedDependency[SubmitTemplates],
    ) -> TemplateOut:
        """The answer has the status the provider gave it; what it decides comes later."""
        return template_out(await submit_templates.submit(actor, TemplateId(template_id)))

    @post("/{template_id:uuid}/preview", status_code=200, summary="As the phone will show it")
    async def preview(
        self,
        template_id: FromPath[UUID],
        data: JSONBody[TemplatePreviewIn],
        actor: NamedDependency[Actor],
        edit_templates: NamedDependency[EditTemplates],
        reader_language: NamedDependency[Language],
    ) -> TemplatePreviewOut:
        """With the values given, and what is wrong with them; without any, with its examples."""
        shown, problems = await edit_templates.preview(
            actor, TemplateId(template_id), values=data.variables, components=data.components
        )
        return TemplatePreviewOut(shown_out(shown), problems_out(problems, reader_language))
