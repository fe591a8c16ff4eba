"""Typebot's texts: paragraphs with marks become WhatsApp's marks, `{{Name}}` our variable, simple sums our filters."""

import re
from typing import Any

from pytake_domain.flows.foreign.drawing import Drawing
from pytake_domain.flows.foreign.given import inside, items, text
from pytake_domain.flows.foreign.texts import literal

_DEEPEST = 20
_MOST_PIECES = 20_000
_VARIABLE = re.compile(r"\{\{(=(?:(?!\{\{).){0,2000}?=|[^{}]*)\}\}", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,500}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)[^<>]{0,100}>", re.IGNORECASE)
_MARKS = (("bold", "*"), ("italic", "_"), ("strikethrough", "~"))
_LINES = {"ul": "• ", "ol": "%d. "}
_SUM = re.compile(r"\s*(\{\{[^{}]+\}\}|-?\d+(?:\.\d+)?)\s*([-+*/%])\s*(\{\{[^{}]+\}\}|-?\d+(?:\.\d+)?)\s*")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_FILTERS = {"+": "plus", "-": "minus", "*": "times", "/": "divided_by", "%": "modulo"}
_ENTITIES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))


class Words:
    """Reads the texts of one bot."""

    def __init__(self, drawing: Drawing, by_id: dict[str, str]) -> None:
        self._drawing, self._by_id = drawing, by_id

    def variable(self, variable_id: object) -> str | None:
        """Our name for a variable by its id; None when there is none."""
        name = self._by_id.get(variable_id) if isinstance(variable_id, str) else None
        return self._drawing.names.of(name) if name else None

    def said(self, words: str, where: str) -> str:
        """A text with variables, in our language."""
        self._drawing.weigh(words)
        parts, place = [], 0
        for found in _VARIABLE.finditer(words):
            parts.append(literal(words[place : found.start()]))
            parts.append(self._filled(found[1].strip(), where))
            place = found.end()
        return "".join([*parts, literal(words[place:])])

    def _filled(self, name: str, where: str) -> str:
        if not name:
            return ""
        if name.startswith("="):
            self._drawing.note("code_left_out", where, script=name.strip("= "))
            return ""
        return f"{{{{ {self._drawing.names.of(name)} }}}}"

    def bubble(self, content: Any, where: str) -> str:
        """What a text bubble says, however old its form."""
        rich = items(content, "richText")
        if rich:
            return self.said(_Rich().read(rich), where).strip()
        if plain := text(content, "plainText"):
            return self.said(plain, where).strip()
        html = _TAG.sub("", _BREAK.sub("\n", text(content, "html")))
        for entity, letter in _ENTITIES:
            html = html.replace(entity, letter)
        return self.said(html, where).strip()

    def value(self, expression: str, where: str, *, code: bool) -> Any:
        """What a variable is set to: a number, a sum of two, a text with variables; code is not run."""
        bare = expression.strip()
        if _NUMBER.fullmatch(bare):
            return float(bare) if "." in bare else int(bare)
        if total := _SUM.fullmatch(bare):
            left, sign, right = total.groups()
            return f"{{{{ {self._operand(left)} | {_FILTERS[sign]}: {self._operand(right)} }}}}"
        if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'`" and bare.count(bare[0]) == 2:  # noqa: PLR2004  its quotes
            return self.said(bare[1:-1], where)
        if code:
            self._drawing.note("code_left_out", where, script=bare)
            return ""
        return self.said(expression, where)

    def _operand(self, written: str) -> str:
        return self._drawing.names.of(written.strip("{} ")) if written.startswith("{") else written


class _Rich:
    """Paragraphs, lists and links of an editor, as lines."""

    def __init__(self) -> None:
        self._pieces = 0

    def read(self, blocks: list[Any]) -> str:
        return "\n".join(self._block(block, _DEEPEST) for block in blocks)

    def _block(self, block: Any, depth: int) -> str:
        kind, inner = text(block, "type"), items(block, "children")
        if depth <= 0:
            return ""
        if kind in _LINES:
            mark = _LINES[kind]
            lines = [self._block(item, depth - 1) for item in inner]
            return "\n".join((mark % place if "%" in mark else mark) + line for place, line in enumerate(lines, 1))
        if kind in ("li", "lic", "p", "blockquote", "variable", "inline-variable", "h1", "h2", "h3", ""):
            return "".join(self._inline(child, depth - 1) for child in inner)
        return self._inline(block, depth - 1)

    def _inline(self, child: Any, depth: int) -> str:
        self._pieces += 1
        if self._pieces > _MOST_PIECES or depth <= 0:
            return ""
        if "text" in child if isinstance(child, dict) else False:
            return _marked(text(child, "text"), child)
        inner = "".join(self._inline(each, depth - 1) for each in items(child, "children"))
        link = text(child, "url")
        if text(child, "type") in ("ul", "ol", "li", "lic"):
            return self._block(child, depth - 1)
        return inner if not link or link == inner else f"{inner} ({link})" if inner else link


def _marked(words: str, child: Any) -> str:
    """WhatsApp's marks stand right at the words, never at spaces."""
    bare = words.strip()
    if not bare:
        return words
    before, _, after = words.partition(bare)
    for name, mark in _MARKS:
        if inside(child, name) is True:
            bare = f"{mark}{bare}{mark}"
    return f"{before}{bare}{after}"
