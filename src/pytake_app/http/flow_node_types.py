"""What a flow can be made of, for whoever draws one."""

from litestar import Controller, get
from litestar.di import NamedDependency

from pytake_domain.flows import Catalogue, catalogue
from pytake_domain.kernel.actor import Actor, Permission

CATALOGUE = catalogue()


class FlowNodeTypeController(Controller):
    """The catalogue of node types."""

    path = "/api/v1/flows/node-types"
    tags = ("flows",)

    @get(summary="Node types")
    async def all(self, actor: NamedDependency[Actor]) -> Catalogue:
        """Each with its fields and handles: all that an editor's forms need."""
        actor.require(Permission.READ_FLOWS)
        return CATALOGUE
