"""All node types there are; a new one is a file here and a line below."""

from typing import TypeAlias, get_args

from pytake_domain.flows.nodes.ai import AiNode
from pytake_domain.flows.nodes.api_call import ApiCall
from pytake_domain.flows.nodes.attribute import Attribute
from pytake_domain.flows.nodes.business_hours import BusinessHoursNode
from pytake_domain.flows.nodes.call import Call
from pytake_domain.flows.nodes.condition import ConditionNode
from pytake_domain.flows.nodes.consent import Consent
from pytake_domain.flows.nodes.csat import Csat
from pytake_domain.flows.nodes.delay import Delay
from pytake_domain.flows.nodes.end import End
from pytake_domain.flows.nodes.erp import ErpNode
from pytake_domain.flows.nodes.jump import Jump
from pytake_domain.flows.nodes.loop import LoopNode
from pytake_domain.flows.nodes.message import Message
from pytake_domain.flows.nodes.note import NoteNode
from pytake_domain.flows.nodes.question import Question
from pytake_domain.flows.nodes.set_variable import SetVariable
from pytake_domain.flows.nodes.shared import NodeData
from pytake_domain.flows.nodes.split import Split
from pytake_domain.flows.nodes.start import Start
from pytake_domain.flows.nodes.switch import Switch
from pytake_domain.flows.nodes.tag import Tag
from pytake_domain.flows.nodes.template import TemplateNode
from pytake_domain.flows.nodes.transfer import Transfer
from pytake_domain.flows.nodes.wait import Wait
from pytake_domain.flows.nodes.wait_until import WaitUntil
from pytake_domain.flows.nodes.webhook import Webhook

AnyNode: TypeAlias = (
    Start
    | Message
    | TemplateNode
    | Question
    | Wait
    | ConditionNode
    | Switch
    | Split
    | SetVariable
    | LoopNode
    | Delay
    | WaitUntil
    | BusinessHoursNode
    | ApiCall
    | ErpNode
    | AiNode
    | Tag
    | Attribute
    | Consent
    | NoteNode
    | Webhook
    | Csat
    | Transfer
    | Jump
    | Call
    | End
)

NODE_TYPES: dict[str, type[NodeData]] = {node.type: node for node in get_args(AnyNode)}
"""The Struct of each type's data, by the `type` of the node."""

__all__ = ["NODE_TYPES", "AnyNode", "NodeData"]
