"""Every filter under a meter: so many calls, values of such a size, never an endless range."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from liquid import Environment, RenderContext
from liquid.exceptions import ResourceLimitError
from liquid.filter import liquid_filter, string_filter

from pytake_domain.flows.expressions import limits

_METER = "filter_calls"


def metered(environment: Environment, func: Callable[..., Any]) -> Callable[..., Any]:
    """The same filter, counted and with its values weighed."""
    wants_context = getattr(func, "with_context", False)
    extra = {"environment": environment} if getattr(func, "with_environment", False) else {}

    @wraps(func)
    def filtered(value: Any, *args: Any, context: RenderContext, **kwargs: Any) -> Any:
        calls = context.tag_namespace.get(_METER, 0) + 1
        if calls > limits.FILTER_CALLS:
            raise ResourceLimitError("too many filters", token=None)
        context.tag_namespace[_METER] = calls
        weigh(value)
        for arg in args:
            weigh(arg)
        for arg in kwargs.values():
            weigh(arg)
        if wants_context:
            kwargs["context"] = context
        result = func(value, *args, **kwargs, **extra)
        weigh(result)
        return result

    filtered.with_context = True  # type: ignore[attr-defined]
    filtered.with_environment = False  # type: ignore[attr-defined]
    return filtered


def weigh(value: Any) -> None:
    """Raises ResourceLimitError for what is too large to be worked on."""
    kind = type(value)
    if kind is str or kind is bytes:
        size, most = len(value), limits.VALUE
    elif kind is int:
        size, most = value.bit_length(), limits.BITS
    elif kind in (list, tuple, dict, range):
        size, most = _length(value), limits.ITEMS
    else:
        return
    if size > most:
        raise ResourceLimitError("value too large for a filter", token=None)


def _length(value: Any) -> int:
    try:
        return len(value)
    except OverflowError:  # a range longer than a machine word
        return limits.ITEMS + 1


@string_filter
def replace(value: str, old: Any, new: Any = "") -> str:
    """Liquid's own, refused before it could grow beyond the limit."""
    old, new = str(old), str(new)
    if len(value) + value.count(old) * len(new) > limits.VALUE:
        raise ResourceLimitError("text grows too large", token=None)
    return value.replace(old, new)


@liquid_filter
def join(value: Any, glue: Any = " ") -> str:
    """Liquid's own, refused before it could grow beyond the limit."""
    if not isinstance(value, (list, tuple, range)):
        return str(value)
    parts, between = ["" if item is None else str(item) for item in value], str(glue)
    if sum(map(len, parts)) + len(between) * len(parts) > limits.VALUE:
        raise ResourceLimitError("text grows too large", token=None)
    return between.join(parts)
