"""Ready-made flows, to be looked at; `POST /flows` takes one as a draft."""

from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency

from pytake_app.gallery import gallery
from pytake_app.http.edge.errors import language_of
from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.flow_templates import FlowTemplateOut, template_out
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.page import PageRequest


class FlowTemplateController(Controller):
    """The gallery that comes with the application."""

    path = "/api/v1/flows/templates"
    tags = ("flows",)

    @get(summary="Ready-made flows")
    async def all(
        self,
        actor: NamedDependency[Actor],
        request: Request[Any, Any, Any],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[FlowTemplateOut]:
        """Each with what it needs and its graph; title and summary in the language of `Accept-Language`."""
        actor.require(Permission.READ_FLOWS)
        language = language_of(request)
        return whole([template_out(template, language) for template in gallery().values()], page_request)
