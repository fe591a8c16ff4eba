"""Flows drawn by description."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from pytake_app.wire.generated_flows import FlowDrawnOut, FlowWishIn, drawn_out
from pytake_domain.flows import DescribeFlows
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.text import Language


class GeneratedFlowController(Controller):
    """`/api/v1/ai/generate-flow`."""

    path = "/api/v1/ai/generate-flow"
    tags = ("ai",)

    @post(status_code=200, summary="A flow from a description")
    async def draw(
        self,
        data: JSONBody[FlowWishIn],
        actor: NamedDependency[Actor],
        describe_flows: NamedDependency[SkipValidation[DescribeFlows]],
        reader_language: NamedDependency[Language],
    ) -> FlowDrawnOut:
        """The company's model draws it, the checker looks at it, and what is wrong goes back to the model, twice at most. What
        comes out is a draft that nobody has yet: import it, look at it, publish it.
        """
        return drawn_out(await describe_flows.draw(actor, data.description), reader_language)
