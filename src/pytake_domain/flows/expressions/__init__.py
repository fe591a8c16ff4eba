"""The language of texts and conditions."""

from pytake_domain.flows.expressions.comparison import OPERATORS
from pytake_domain.flows.expressions.condition import Condition, ConditionWrong, condition
from pytake_domain.flows.expressions.language import RenderFailed, TemplateWrong, Use
from pytake_domain.flows.expressions.names import RESERVED, ROOTS, Names
from pytake_domain.flows.expressions.template import Predicate, Template, predicate, template

__all__ = [
    "OPERATORS",
    "RESERVED",
    "ROOTS",
    "Condition",
    "ConditionWrong",
    "Names",
    "Predicate",
    "RenderFailed",
    "Template",
    "TemplateWrong",
    "Use",
    "condition",
    "predicate",
    "template",
]
