"""What can go wrong with reminder rules."""

from pytake_domain.kernel.errors import Conflict, NotFound


class ReminderRuleNotFound(NotFound):
    """No such rule in this tenant."""

    code = "REMINDER_RULE_NOT_FOUND"


class TooManyReminderRules(Conflict):
    """There are as many as there may be; `most` says how many."""

    code = "TOO_MANY_REMINDER_RULES"


class ReminderTaken(Conflict):
    """Another worker reminded of it at the same moment."""

    code = "REMINDER_TAKEN"
