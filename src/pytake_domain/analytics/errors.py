"""What can go wrong with figures and their widgets."""

from pytake_domain.kernel.errors import Conflict, NotFound


class MetricNotFound(NotFound):
    """No figure of this name is counted."""

    code = "METRIC_NOT_FOUND"


class WidgetNotFound(NotFound):
    """No such widget of theirs."""

    code = "WIDGET_NOT_FOUND"


class TooManyWidgets(Conflict):
    """`most` widgets a person."""

    code = "TOO_MANY_WIDGETS"
