"""RapidPro's functions as filters of ours, by name and number of arguments; old names of them too."""

from collections.abc import Callable

Filters = Callable[..., tuple[str, ...]]

CONSTANTS = frozenset({"true", "false"})


def _always(*filters: str) -> Filters:
    return lambda: filters


def _with(name: str) -> Filters:
    return lambda *arguments: (f"{name}: {', '.join(arguments)}",)


FILTERS: dict[tuple[str, int], Filters] = {
    ("upper", 1): _always("upcase"),
    ("lower", 1): _always("downcase"),
    ("title", 1): _always("capitalize"),
    ("proper", 1): _always("capitalize"),
    ("trim", 1): _always("strip"),
    ("clean", 1): _always("strip"),
    ("text", 1): _always("append: ''"),
    ("number", 1): _always("plus: 0"),
    ("value", 1): _always("plus: 0"),
    ("abs", 1): _always("abs"),
    ("round", 1): _always("round"),
    ("round_up", 1): _always("ceil"),
    ("round_down", 1): _always("floor"),
    ("int", 1): _always("floor"),
    ("text_length", 1): _always("size"),
    ("len", 1): _always("size"),
    ("count", 1): _always("size"),
    ("url_encode", 1): _always("url_encode"),
    ("json", 1): _always("json"),
    ("first_word", 1): _always("split: ' '", "first"),
    ("word_count", 1): _always("split: ' '", "size"),
    ("reverse", 1): _always("reverse"),
    ("sort", 1): _always("sort"),
    ("sum", 1): _always("sum"),
    ("unique", 1): _always("uniq"),
    ("format_urn", 1): _always("phone"),
    ("format_date", 1): _always("date"),
    ("format_datetime", 1): _always("date: 'full'"),
    ("format_number", 1): _always("number"),
    ("format_number", 2): _with("number"),
    ("fixed", 2): _with("number"),
    ("default", 2): _with("default"),
    ("round", 2): _with("round"),
    ("max", 2): _with("at_least"),
    ("min", 2): _with("at_most"),
    ("mod", 2): _with("modulo"),
    ("split", 2): _with("split"),
    ("join", 2): _with("join"),
    ("concatenate", 2): _with("append"),
    ("replace", 3): _with("replace"),
    ("substitute", 3): _with("replace"),
}
"""Anything else is told as left out."""
