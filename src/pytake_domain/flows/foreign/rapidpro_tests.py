"""RapidPro's tests of a router's cases as conditions of ours."""

from collections.abc import Callable
from typing import Any

from pytake_domain.flows.foreign.rapidpro_flow import Definition

NEVER: dict[str, Any] = {"expression": "false"}
ONLY_WORDS = "abcdefghijklmnopqrstuvwxyz0123456789"
WORD_TESTS = frozenset({"has_any_word", "has_all_words", "has_phrase"})
"""Tests that look for whole words: they read the operand in small letters, without punctuation, between spaces."""

_PUNCTUATION = (",", ".", ";", ":", "!", "?", "(", ")", "'", "-", "/")
_MOST = 50

When = dict[str, Any]
Test = Callable[["Asked"], When]


class Asked:
    """One case: what is tested, and with which arguments."""

    def __init__(self, flow: Definition, path: str, words: str, arguments: list[str]) -> None:
        self.flow, self.path, self.words, self.arguments = flow, path, words, arguments

    def argument(self, place: int = 0) -> str:
        """The argument in our language."""
        return self.flow.said(self.arguments[place]).strip() if place < len(self.arguments) else ""

    def on(self, op: str, value: Any = None, kind: str = "") -> When:
        """A comparison of the operand."""
        return {"variable": self.path, "op": op, "value": value, **({"as": kind} if kind else {})}


def padded(path: str) -> str:
    """A text in which every word stands between spaces."""
    replaced = " | ".join(f"replace: {_quoted(sign)}, ' '" for sign in _PUNCTUATION)
    return f"{{{{ {path} | downcase | {replaced} | prepend: ' ' | append: ' ' }}}}"


def _quoted(sign: str) -> str:
    return f'"{sign}"' if sign == "'" else f"'{sign}'"


def _words(asked: Asked) -> list[str]:
    plain = asked.arguments[0].lower() if asked.arguments else ""
    for sign in _PUNCTUATION:
        plain = plain.replace(sign, " ")
    return [word for word in plain.split() if not set(word) & set("'\"\\{}")][:_MOST]


def _holds(asked: Asked, words: str) -> str:
    return f"{asked.words} contains ' {words} '"


def _any_word(asked: Asked) -> When:
    found = [_holds(asked, word) for word in _words(asked)]
    return {"any": found} if found else NEVER


def _all_words(asked: Asked) -> When:
    found = [_holds(asked, word) for word in _words(asked)]
    return {"all": found} if found else NEVER


def _phrase(asked: Asked) -> When:
    found = _words(asked)
    return {"expression": _holds(asked, " ".join(found))} if found else {"expression": "true"}


def _number(op: str) -> Test:
    return lambda asked: asked.on(op, asked.argument(), "number") if asked.argument() else NEVER


def _between(asked: Asked) -> When:
    if not asked.argument(0) or not asked.argument(1):
        return NEVER
    return {
        "all": [asked.on("at_least", asked.argument(0), "number"), asked.on("at_most", asked.argument(1), "number")]
    }


def _date(op: str) -> Test:
    def test(asked: Asked) -> When:
        asked.flow.note("test_changed", test=f"has_date {op}")
        return asked.on(op, asked.argument(), "date") if asked.argument() else NEVER

    return test


def _changed(test: str, when: Callable[[Asked], When]) -> Test:
    def told(asked: Asked) -> When:
        asked.flow.note("test_changed", test=test)
        return when(asked)

    return told


def _group(asked: Asked) -> When:
    name = asked.arguments[1] if len(asked.arguments) > 1 else asked.argument()
    return {"variable": "contact.tags", "op": "contains", "value": asked.flow.said(name)}


def _category(asked: Asked) -> When:
    """The operand is the result itself; its category has a variable of its own."""
    return (
        {"any": [asked.on("equals", argument, "text") for argument in asked.arguments[:_MOST]]}
        if asked.arguments
        else NEVER
    )


def _pattern(asked: Asked) -> When:
    """Only plain alternatives: conditions have no patterns."""
    bare = (asked.arguments[0] if asked.arguments else "").strip().removeprefix("^").removesuffix("$")
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
    parts = bare.split("|")[:_MOST]
    if not bare or not all(part and part.replace(" ", "a").isalnum() for part in parts):
        asked.flow.note("test_left_out", test=f"has_pattern {bare}")
        return NEVER
    return {"any": [asked.on("contains", part) for part in parts]}


def never(asked: Asked) -> When:
    """What we can't test does not hold."""
    del asked
    return NEVER


TESTS: dict[str, Test] = {
    "has_text": lambda asked: asked.on("is_set"),
    "has_value": lambda asked: asked.on("is_set"),
    "has_only_text": lambda asked: asked.on("equals", asked.argument(), "text"),
    "has_only_phrase": lambda asked: asked.on("equals", asked.argument(), "text") if asked.argument() else NEVER,
    "has_beginning": lambda asked: asked.on("starts_with", asked.argument()) if asked.argument() else NEVER,
    "has_any_word": _any_word,
    "has_all_words": _all_words,
    "has_phrase": _phrase,
    "has_pattern": _pattern,
    "has_number": lambda asked: asked.on("at_most", 10**15, "number"),
    "has_number_between": _between,
    "has_number_lt": _number("less"),
    "has_number_lte": _number("at_most"),
    "has_number_eq": _number("equals"),
    "has_number_gte": _number("at_least"),
    "has_number_gt": _number("greater"),
    "has_date": _changed("has_date", lambda asked: asked.on("at_least", "0001-01-01", "date")),
    "has_date_lt": _date("less"),
    "has_date_eq": _date("equals"),
    "has_date_gt": _date("greater"),
    "has_time": _changed("has_time", lambda asked: asked.on("contains", ":")),
    "has_phone": _changed("has_phone", lambda asked: asked.on("at_least", 10**7, "number")),
    "has_email": _changed("has_email", lambda asked: {"all": [asked.on("contains", "@"), asked.on("contains", ".")]}),
    "has_group": _group,
    "has_category": _category,
}
"""All that have a counterpart; has_state, has_district, has_ward, has_intent, has_top_intent and has_error have none."""
