"""The language of texts and conditions."""

from pytake_domain.flows.expressions.comparison import OPERATORS, ORDERED
from pytake_domain.flows.expressions.condition import Condition, ConditionWrong, condition
from pytake_domain.flows.expressions.implied import Proof, implied
from pytake_domain.flows.expressions.language import RenderFailed, TemplateWrong, Use
from pytake_domain.flows.expressions.names import RESERVED, ROOTS, Names
from pytake_domain.flows.expressions.roles import Compared, Role
from pytake_domain.flows.expressions.template import Predicate, Template, predicate, template

__all__ = [
    "OPERATORS",
    "ORDERED",
    "RESERVED",
    "ROOTS",
    "Compared",
    "Condition",
    "ConditionWrong",
    "Names",
    "Predicate",
    "Proof",
    "RenderFailed",
    "Role",
    "Template",
    "TemplateWrong",
    "Use",
    "condition",
    "implied",
    "predicate",
    "template",
]
