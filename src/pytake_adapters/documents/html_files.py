"""HTML as people see it: without scripts, menus, and what is hidden."""

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pytake_adapters.documents.found import HEADING, ROW, TEXT, Found
from pytake_adapters.documents.text_files import decoded

DROPPED = (
    "script, style, noscript, template, nav, footer, aside, form, button, select, svg, math, iframe, object, canvas, dialog,"
    " head,"
    ' [hidden], [aria-hidden="true"], [role="navigation"], [role="banner"], [role="search"], [role="contentinfo"]'
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    """address article blockquote body dd details div dl dt fieldset figcaption figure header hgroup hr html li main ol p pre
    section summary ul table tr caption""".split()  # noqa: SIM905  reads better
) | frozenset(HEADINGS)
ENOUGH = 200
"""Letters in its main part, so that the rest is decoration."""
CLIMB = 64
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def read_html(path: Path, *, charset: str | None = None) -> tuple[str, list[Found]]:
    """Its title and what stands in it."""
    content = path.read_bytes()
    told = _CHARSET.search(content[:4096])
    tree = LexborHTMLParser(decoded(content, said=charset or (told[1].decode() if told else None)))
    title = tree.css_first("title")
    shown = title.text(strip=True) if title is not None else ""
    for node in tree.css(DROPPED):
        node.decompose()
    for node in tree.css("[style]"):
        if _UNSEEN.search(node.attributes.get("style") or ""):
            node.decompose()
    return shown, list(_blocks(_main(tree)))


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    for wanted in ("main", "[role=main]", "article"):
        found = tree.css(wanted)
        if len(found) == 1 and len(found[0].text(strip=True)) >= ENOUGH:
            return found[0]
    return tree.body or tree.root


def _blocks(root: LexborNode | None) -> Iterator[Found]:
    """In the order of the page; a text belongs to the nearest block around it."""
    if root is None:
        return
    texts: list[str] = []
    kind, level, current, cell = TEXT, 0, -1, -1
    for node in root.traverse(include_text=True):
        if node.tag == "br":
            texts.append(" ")
        if node.tag != "-text":
            continue
        block, inside = _around(node)
        if block is None or block.mem_id != current:
            yield kind, level, "".join(texts)
            texts, cell = [], inside
            current = -1 if block is None else block.mem_id
            tag = "" if block is None else str(block.tag)
            level = HEADINGS.get(tag, 0)
            kind = HEADING if level else ROW if tag == "tr" else TEXT
        elif inside != cell:
            if "".join(texts).strip():
                texts.append(" | ")
            cell = inside
        texts.append(node.text_content or "")
    yield kind, level, "".join(texts)


def _around(node: LexborNode) -> tuple[LexborNode | None, int]:
    """The nearest block, for what stands in a table its row, and the cell it stands in."""
    nearest: LexborNode | None = None
    cell = -1
    parent = node.parent
    for _ in range(CLIMB):
        if parent is None:
            break
        tag = parent.tag
        if tag in ("td", "th"):
            cell = parent.mem_id if cell == -1 else cell
        elif tag == "tr":
            return parent, cell
        elif tag in BLOCKS and nearest is None:
            nearest = parent
            if tag in HEADINGS:
                break
        parent = parent.parent
    return nearest, -1
