"""All node types there are; a new one is a file here and a line below."""

from typing import TypeAlias, get_args

from pytake_domain.flows.nodes.api_call import ApiCall
from pytake_domain.flows.nodes.business_hours import BusinessHoursNode
from pytake_domain.flows.nodes.condition import ConditionNode
from pytake_domain.flows.nodes.delay import Delay
from pytake_domain.flows.nodes.end import End
from pytake_domain.flows.nodes.jump import Jump
from pytake_domain.flows.nodes.message import Message
from pytake_domain.flows.nodes.question import Question
from pytake_domain.flows.nodes.set_variable import SetVariable
from pytake_domain.flows.nodes.shared import NodeData
from pytake_domain.flows.nodes.start import Start
from pytake_domain.flows.nodes.transfer import Transfer

AnyNode: TypeAlias = (
    Start
    | Message
    | Question
    | ConditionNode
    | SetVariable
    | Delay
    | BusinessHoursNode
    | ApiCall
    | Transfer
    | Jump
    | End
)

NODE_TYPES: dict[str, type[NodeData]] = {node.type: node for node in get_args(AnyNode)}
"""The Struct of each type's data, by the `type` of the node."""

__all__ = ["NODE_TYPES", "AnyNode", "NodeData"]
