"""What can go wrong with flows."""

from pytake_domain.kernel.errors import Conflict, Invalid, NotFound


class FlowNotFound(NotFound):
    """No such flow in this tenant."""

    code = "FLOW_NOT_FOUND"


class FlowSessionNotFound(NotFound):
    """No such session in this tenant."""

    code = "FLOW_SESSION_NOT_FOUND"


class FlowTemplateNotFound(NotFound):
    """No ready-made flow has this name."""

    code = "FLOW_TEMPLATE_NOT_FOUND"


class FlowInvalid(Invalid):
    """The flow can't be published as it is; each problem names its node."""

    code = "FLOW_INVALID"


class DraftChanged(Conflict):
    """Somebody else saved the draft since it was read: `by` whom, `at` when, and its present `draft_version`."""

    code = "FLOW_DRAFT_CHANGED"


class FlowNotPublished(Conflict):
    """Only a published flow can do that."""

    code = "FLOW_NOT_PUBLISHED"


class FlowInUse(Conflict):
    """Sessions are still running on it; unpublish it and let them end, or end them."""

    code = "FLOW_IN_USE"


class FlowCaseNotFound(NotFound):
    """No such test case of this flow."""

    code = "FLOW_CASE_NOT_FOUND"


class FlowCaseFailed(Invalid):
    """The flow can't be published: test cases of it come to something else now. Each problem names one."""

    code = "FLOW_CASE_FAILED"


class SimulationNotFound(NotFound):
    """No such simulation; they are forgotten a day after their last move."""

    code = "SIMULATION_NOT_FOUND"


class SimulationTooLong(Conflict):
    """It has as many moves as there may be; begin another."""

    code = "SIMULATION_TOO_LONG"


class ContactBusy(Conflict):
    """A person or another flow has the conversation, or the contact is blocked: `owner` says which."""

    code = "CONTACT_BUSY"


class VersionUnreadable(Conflict):
    """What is stored of a version is no flow that we know how to read."""

    code = "FLOW_VERSION_UNREADABLE"
