"""What a company teaches: files, pages and texts, and what is found in them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, JSONBody, SkipValidation

from pytake_app.http.edge.body import json_of
from pytake_app.http.edge.errors import LARGEST_BODY
from pytake_app.http.edge.multipart import LARGEST_FIELD, form_file
from pytake_app.http.edge.paging import Listed, before_of, listed
from pytake_app.wire.knowledge import (
    KnowledgeIn,
    KnowledgeOut,
    KnowledgeReleasedOut,
    KnowledgeReleaseIn,
    KnowledgeSearchIn,
    PassagesOut,
    knowledge_out,
    passages_out,
)
from pytake_domain.ai import LARGEST_FILE, FindPassages, KnowledgeDocument, ReleaseKnowledge, TeachKnowledge
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EvaluationId, KnowledgeId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language

SLACK = 128 * 1024
"""What a form has around its file."""
FORM = "multipart/form-data"
KNOWN = 200
"""Nothing new was begun: it was taught already."""


@dataclass
class TeachOperation(Operation):
    """A form with a file, or JSON; the framework can see neither, since the form is read piece by piece."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING, max_length=LARGEST_BODY)
        file = Schema(
            type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="PDF, DOCX, HTML, text or Markdown"
        )
        held = Schema(
            type=OpenAPIType.BOOLEAN, description="Found by trials alone, until it is released. Before the file."
        )
        titled = Schema(type=OpenAPIType.STRING, max_length=LARGEST_FIELD, description="Before the file.")
        form = Schema(
            type=OpenAPIType.OBJECT, properties={"title": titled, "held": held, "file": file}, required=["file"]
        )
        url = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.URI, description="A page's address.")
        short = Schema(type=OpenAPIType.STRING)
        given = Schema(type=OpenAPIType.OBJECT, properties={"url": url, "text": text, "title": short, "held": held})
        content: dict[str, OpenAPIMediaType] = {
            FORM: OpenAPIMediaType(schema=form),
            "application/json": OpenAPIMediaType(schema=given),
        }
        body: RequestBody | Reference = RequestBody(content=content, required=True)
        self.request_body = body


class KnowledgeController(Controller):
    """`/api/v1/ai/knowledge`."""

    path = "/api/v1/ai/knowledge"
    tags = ("ai",)

    @post(
        status_code=202,
        summary="Teach a document, a page or a text",
        operation_class=TeachOperation,
        request_max_body_size=LARGEST_FILE + SLACK,
    )
    async def teach(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        teach_knowledge: NamedDependency[SkipValidation[TeachKnowledge]],
        reader_language: NamedDependency[Language],
    ) -> Response[KnowledgeOut]:
        """A form with a `file` of at most 20 MB, or JSON of at most 1 MB with a `url` or a `text`. It is read beside everything
        else: `state` says how far it is. The same bytes again answer the document that there is (200), a page that is known is
        read again.
        """
        one, new = await _taught(request, actor, teach_knowledge)
        return Response(knowledge_out(one, reader_language), status_code=202 if new else KNOWN)

    @get(summary="What was taught")
    async def all(
        self,
        actor: NamedDependency[Actor],
        teach_knowledge: NamedDependency[SkipValidation[TeachKnowledge]],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
    ) -> Listed[KnowledgeOut]:
        """The newest first, each with its state, its pieces and its size."""
        before = before_of(page_request.cursor)
        found = await teach_knowledge.latest(
            actor, before=KnowledgeId(before) if before else None, limit=page_request.limit
        )
        after = str(found[-1].id) if len(found) == page_request.limit else None
        shown = tuple(knowledge_out(one, reader_language) for one in found)
        return listed(Page(items=shown, next_cursor=after), page_request)

    @get("/{document_id:uuid}", summary="One document")
    async def one(
        self,
        document_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        teach_knowledge: NamedDependency[SkipValidation[TeachKnowledge]],
        reader_language: NamedDependency[Language],
    ) -> KnowledgeOut:
        """How far it is, and why it could not be read where that is so."""
        return knowledge_out(await teach_knowledge.get(actor, KnowledgeId(document_id)), reader_language)

    @delete("/{document_id:uuid}", summary="Take a document away")
    async def remove(
        self,
        document_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        teach_knowledge: NamedDependency[SkipValidation[TeachKnowledge]],
    ) -> None:
        """Nothing of it is found from now on."""
        await teach_knowledge.remove(actor, KnowledgeId(document_id))

    @post("/release", status_code=200, summary="Let go what is held")
    async def release(
        self,
        data: JSONBody[KnowledgeReleaseIn],
        actor: NamedDependency[Actor],
        release_knowledge: NamedDependency[SkipValidation[ReleaseKnowledge]],
    ) -> KnowledgeReleasedOut:
        """Everybody finds it from now on. With an `evaluation_id`, only when that was a `trial` that passed with what is taught
        and held now (409 `EVALUATION_NOT_PASSED`).
        """
        gone = await release_knowledge.release(
            actor,
            documents=None if data.documents is None else [KnowledgeId(each) for each in data.documents],
            evaluation_id=None if data.evaluation_id is None else EvaluationId(data.evaluation_id),
        )
        return KnowledgeReleasedOut(documents=[one.id for one in gone])

    @post("/search", status_code=200, summary="Passages for a question")
    async def search(
        self,
        data: JSONBody[KnowledgeSearchIn],
        actor: NamedDependency[Actor],
        passages: NamedDependency[SkipValidation[FindPassages]],
    ) -> PassagesOut:
        """By words, whatever their language, accents and endings, and by meaning where an embedding model is set up."""
        return passages_out(await passages.ask(actor, data.question, limit=data.limit, trial=data.trial))


async def _taught(
    request: Request[Any, Any, Any], actor: Actor, teach: TeachKnowledge
) -> tuple[KnowledgeDocument, bool]:
    if request.headers.get("content-type", "").lower().startswith(FORM):
        file = await form_file(request)
        return await teach.file(
            actor,
            file.pieces(),
            filename=file.filename or "",
            mime_type=file.mime_type or "",
            title=file.fields.get("title", b"").decode("utf-8", "replace"),
            held=_flag(file.fields.get("held", b"")),
        )
    given: KnowledgeIn = await json_of(request, KnowledgeIn)
    if given.url is not None and given.text is None:
        return await teach.page(actor, given.url, title=given.title, held=given.held)
    if given.text is not None and given.url is None:
        return await teach.text(actor, given.text, title=given.title, held=given.held)
    raise Invalid(Problem(field="url", code="required"))


def _flag(told: bytes) -> bool:
    """A box of a form. Raises Invalid."""
    if told.strip().lower() not in (b"", b"true", b"false"):
        raise Invalid(Problem(field="held", code="wrong_type"))
    return told.strip().lower() == b"true"
