"""Flows as documents: export, import."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.errors import language_of
from pytake_app.wire.flow_documents import FlowImportedOut, FlowImportIn, imported_out, in_form, unwrapped
from pytake_domain.flows import CarryFlows
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import FlowId

MEDIA_TYPES = {"json": "application/json", "yaml": "application/yaml"}


class FlowDocumentController(Controller):
    """Taken out of one installation, into another, or into version control."""

    path = "/api/v1/flows"
    tags = ("flows",)

    @get("/{flow_id:uuid}/export", summary="A flow as a document")
    async def take_out(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        carry_flows: NamedDependency[CarryFlows],
        form: FromQuery[str] = "json",
        version: FromQuery[int | None] = None,
    ) -> Response[bytes]:
        """The draft, or a version; `form` json or yaml. The same flow always gives the same text."""
        if form not in MEDIA_TYPES:
            raise Invalid(Problem(field="form", code="not_a_choice", params={"choices": "json, yaml"}))
        document = await carry_flows.take_out(actor, FlowId(flow_id), version=version)
        name = f'attachment; filename="flow-{flow_id}.{form}"'
        return Response(in_form(document, form), media_type=MEDIA_TYPES[form], headers={"Content-Disposition": name})

    @post("/import", summary="A flow from a document")
    async def bring_in(
        self,
        data: JSONBody[FlowImportIn],
        actor: NamedDependency[Actor],
        carry_flows: NamedDependency[CarryFlows],
        request: Request[Any, Any, Any],
    ) -> FlowImportedOut:
        """The document itself, or `{"document": …, "name": …}`, where `document` may be the text of a YAML or JSON file, or
        an export of Typebot or RapidPro; `notes` say what of it could not be carried over, or only in another form.
        """
        flow, read = await carry_flows.bring_in(
            actor, unwrapped(data), name=data.name if data.document is not None else None
        )
        return imported_out(flow, read, language_of(request))
