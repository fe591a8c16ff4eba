"""The names that texts and conditions may use."""

from typing import Any

KEYWORDS = frozenset(
    {
        *("true", "false", "nil", "null", "none", "empty", "blank"),
        *("and", "or", "not", "in", "contains", "if", "else", "with", "for", "as"),
        *("limit", "offset", "reversed", "cols", "continue", "required"),
    }
)
"""Words of the language itself: a template could not read a variable of such a name."""

RESERVED = KEYWORDS | frozenset(
    {"contact", "conversation", "vars", "now", "today", "company", "last_message", "language", "forloop", "partial"}
)
"""Names with a meaning of their own; no variable may be called so."""

ROOTS = frozenset({"contact", "conversation", "vars", "now", "today", "company", "last_message", "language"})
"""What a template may start a path with, beside the flow's variables."""


class Names(dict[str, Any]):
    """What a template sees: variables at the top level and under `vars`, and the reserved names.

    Values are plain JSON, dates and times; nothing with methods gets in.

    `cached` holds the evaluation context of these very names.
    """

    cached: Any = None
