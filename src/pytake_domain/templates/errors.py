"""What can go wrong with templates."""

from pytake_domain.kernel.errors import Conflict, Invalid, NotFound


class TemplateNotFound(NotFound):
    """No such template in this tenant."""

    code = "TEMPLATE_NOT_FOUND"


class TemplateNameTaken(Conflict):
    """The account has a template of this name and language already."""

    code = "TEMPLATE_NAME_TAKEN"


class TemplateWrong(Invalid):
    """The provider would refuse it; every problem names its place."""

    code = "TEMPLATE_INVALID"


class TemplateLocked(Conflict):
    """In its present state it can't be changed or submitted; `status` says which."""

    code = "TEMPLATE_LOCKED"


class TemplateInUse(Conflict):
    """Published flows or campaigns send it; `count` says how many. Deleting needs `force`."""

    code = "TEMPLATE_IN_USE"


class TemplateNotSendable(Conflict):
    """It is not approved, or paused, or switched off; `status` says which."""

    code = "TEMPLATE_NOT_SENDABLE"


class TemplateUnknown(Conflict):
    """The account has no template of this name and language, as far as we know: read them from the provider."""

    code = "TEMPLATE_UNKNOWN"


class ParametersWrong(Invalid):
    """Too few, too many or mistyped parameters; each problem names its place."""

    code = "TEMPLATE_PARAMETERS_INVALID"


class TemplateRefused(Conflict):
    """The provider refused it; `reason` is its own sentence."""

    code = "TEMPLATE_REFUSED_BY_PROVIDER"
