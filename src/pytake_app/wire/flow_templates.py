"""Ready-made flows as routes show them."""

from typing import Any

import msgspec

from pytake_app.gallery import FlowTemplate
from pytake_domain.flows import document
from pytake_domain.kernel.text import Language


class FlowTemplateNeedsOut(msgspec.Struct, frozen=True):
    """Capabilities that the company's ERP must have, and the skills by which its transfers find a queue."""

    erp: list[str]
    queues: list[str]


class FlowTemplateOut(msgspec.Struct, frozen=True, kw_only=True):
    """A ready-made flow: what it is for, what it needs, and its graph."""

    name: str
    title: str
    summary: str
    category: str
    icon: str
    needs: FlowTemplateNeedsOut
    trigger: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


def template_out(template: FlowTemplate, language: Language) -> FlowTemplateOut:
    """In the language of whoever looks."""
    flow = template.flow
    shown = document(name=flow.name, description="", trigger=flow.trigger, graph=flow.graph)
    return FlowTemplateOut(
        name=template.key,
        title=template.named(language),
        summary=template.summed_up(language),
        category=template.category,
        icon=template.icon,
        needs=FlowTemplateNeedsOut(list(template.needs.erp), list(template.needs.queues)),
        trigger=shown["trigger"],
        nodes=shown["nodes"],
        edges=shown["edges"],
    )
