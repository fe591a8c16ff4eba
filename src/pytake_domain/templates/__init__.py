"""Templates: drafts, the provider's rules, approval, and what a send of one needs."""

from pytake_domain.templates.errors import (
    ParametersWrong,
    TemplateInUse,
    TemplateLocked,
    TemplateNameTaken,
    TemplateNotFound,
    TemplateNotSendable,
    TemplateRefused,
    TemplateUnknown,
    TemplateWrong,
)
from pytake_domain.templates.events import TemplateStateChanged
from pytake_domain.templates.lint import lint
from pytake_domain.templates.parameters import components_of, parameter_problems
from pytake_domain.templates.ports import (
    OpenTemplateWork,
    RemoteTemplate,
    SampleSource,
    Submitted,
    TemplateFilter,
    TemplateGateway,
    TemplateGateways,
    TemplateRepository,
    TemplateUse,
    TemplateWork,
)
from pytake_domain.templates.render import Shown, ShownButton, render
from pytake_domain.templates.sending import fitted, ready_to_send
from pytake_domain.templates.template import (
    MessageTemplate,
    ParameterFormat,
    TemplateCategory,
    TemplateStatus,
    TemplateStep,
)
from pytake_domain.templates.use_cases.edit import EditTemplates, TemplateDetail, TemplateDraft
from pytake_domain.templates.use_cases.submit import SubmitTemplates
from pytake_domain.templates.use_cases.sync import SyncReport, SyncTemplates, track_template

__all__ = [
    "EditTemplates",
    "MessageTemplate",
    "OpenTemplateWork",
    "ParameterFormat",
    "ParametersWrong",
    "RemoteTemplate",
    "SampleSource",
    "Shown",
    "ShownButton",
    "SubmitTemplates",
    "Submitted",
    "SyncReport",
    "SyncTemplates",
    "TemplateCategory",
    "TemplateDetail",
    "TemplateDraft",
    "TemplateFilter",
    "TemplateGateway",
    "TemplateGateways",
    "TemplateInUse",
    "TemplateLocked",
    "TemplateNameTaken",
    "TemplateNotFound",
    "TemplateNotSendable",
    "TemplateRefused",
    "TemplateRepository",
    "TemplateStateChanged",
    "TemplateStatus",
    "TemplateStep",
    "TemplateUnknown",
    "TemplateUse",
    "TemplateWork",
    "TemplateWrong",
    "components_of",
    "fitted",
    "lint",
    "parameter_problems",
    "ready_to_send",
    "render",
    "track_template",
]
