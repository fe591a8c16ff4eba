"""Evaluations: questions with known answers."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from pytake_app.http.edge.paging import Listed, before_of, listed
from pytake_app.wire.evaluations import EvaluationIn, EvaluationOut, draft_of, evaluation_out
from pytake_domain.ai import EvaluateAnswers
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import EvaluationId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language


class EvaluationController(Controller):
    """`/api/v1/ai/evaluations`."""

    path = "/api/v1/ai/evaluations"
    tags = ("ai",)

    @post(status_code=202, summary="Put questions with known answers")
    async def start(
        self,
        data: JSONBody[EvaluationIn],
        actor: NamedDependency[Actor],
        evaluate_answers: NamedDependency[SkipValidation[EvaluateAnswers]],
        reader_language: NamedDependency[Language],
    ) -> EvaluationOut:
        """Each is answered as a flow's `ai` node would answer it, beside everything else, and the results are kept with the
        versions of settings, prompt and knowledge that they hold for. Give the text of a change as `instructions` to try it
        before it goes live.
        """
        if data.repeat_of is not None:
            one = await evaluate_answers.repeat(actor, EvaluationId(data.repeat_of))
        else:
            one = await evaluate_answers.start(actor, draft_of(data))
        return evaluation_out(one, reader_language)

    @get(summary="Evaluations, the newest first")
    async def all(
        self,
        actor: NamedDependency[Actor],
        evaluate_answers: NamedDependency[SkipValidation[EvaluateAnswers]],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
    ) -> Listed[EvaluationOut]:
        """With their results."""
        before = before_of(page_request.cursor)
        found = await evaluate_answers.latest(
            actor, before=EvaluationId(before) if before else None, limit=page_request.limit
        )
        after = str(found[-1].id) if len(found) == page_request.limit else None
        shown = tuple(evaluation_out(one, reader_language) for one in found)
        return listed(Page(items=shown, next_cursor=after), page_request)

    @get("/{evaluation_id:uuid}", summary="One evaluation")
    async def one(
        self,
        evaluation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        evaluate_answers: NamedDependency[SkipValidation[EvaluateAnswers]],
        reader_language: NamedDependency[Language],
    ) -> EvaluationOut:
        """How far it is, and per question what was wrong."""
        return evaluation_out(await evaluate_answers.get(actor, EvaluationId(evaluation_id)), reader_language)
