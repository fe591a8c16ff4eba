"""What can go wrong with queues, agents and handing over."""

from pytake_domain.kernel.errors import Conflict, NotFound


class DepartmentNotFound(NotFound):
    """No such department in this tenant."""

    code = "DEPARTMENT_NOT_FOUND"


class QueueNotFound(NotFound):
    """No such queue in this tenant."""

    code = "QUEUE_NOT_FOUND"


class CalendarNotFound(NotFound):
    """No such calendar in this tenant."""

    code = "CALENDAR_NOT_FOUND"


class RoutingNameTaken(Conflict):
    """Another department, queue or calendar has this name."""

    code = "ROUTING_NAME_TAKEN"


class RoutingInUse(Conflict):
    """Something still leads there: `by` says what (queues, overflow, conversations)."""

    code = "ROUTING_IN_USE"


class QueueEmpty(Conflict):
    """Nobody waits in this queue."""

    code = "QUEUE_EMPTY"


class NotInQueue(Conflict):
    """Only members take conversations from a queue."""

    code = "NOT_IN_QUEUE"


class AgentFull(Conflict):
    """The agent has as many conversations as they may (`load` of `capacity`); supervisors may give them more."""

    code = "AGENT_FULL"


class SavedViewNotFound(NotFound):
    """No such saved view, or somebody else's own."""

    code = "SAVED_VIEW_NOT_FOUND"


class SavedViewNameTaken(Conflict):
    """There is a view of this name already."""

    code = "SAVED_VIEW_NAME_TAKEN"


class TooManySavedViews(Conflict):
    """No more than `most` views; remove one first."""

    code = "TOO_MANY_SAVED_VIEWS"


class CannedReplyNotFound(NotFound):
    """No such canned reply, or one that is not for this person."""

    code = "CANNED_REPLY_NOT_FOUND"


class ShortcutTaken(Conflict):
    """Another canned reply for the same people has this shortcut."""

    code = "SHORTCUT_TAKEN"
