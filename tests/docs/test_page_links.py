"""Every link of a page leads to a file that is there, and every anchor to a heading of it."""

import re
from functools import cache
from pathlib import Path

import pytest
from pages.nav import COMING
from pages.staging import LINK, OUTSIDE, outside_code, target_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "clients").rglob("*.md")]
NAMES = sorted(page.relative_to(ROOT).as_posix() for page in PAGES if "node_modules" not in page.parts)
HEADING = re.compile(r"^#+ +(.*?) *#* *$")


def slug(heading: str) -> str:
    """As code hosts make anchors out of headings."""
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


@cache
def prose(name: str) -> str:
    return "".join(line for is_prose, line in outside_code((ROOT / name).read_text("utf-8")) if is_prose)


@cache
def anchors(name: str) -> frozenset[str]:
    found: dict[str, int] = {}
    all_of_them = set()
    for heading in (match[1] for line in prose(name).splitlines() if (match := HEADING.match(line))):
        base = slug(heading)
        count = found[base] = found.get(base, -1) + 1
        all_of_them.add(f"{base}-{count}" if count else base)
    return frozenset(all_of_them)


@pytest.mark.parametrize("page", NAMES)
def test_its_links_lead_somewhere(page: str) -> None:
    links = [where for _, _, where in LINK.findall(prose(page)) if not OUTSIDE.match(where)]
    links += re.findall(r"\]\(([^()\s]+)\)\]\(", prose(page))
    for link in links:
        target, anchor = target_of(page, link), link.partition("#")[2]
        assert (ROOT / target).exists() or target in COMING, link
        if anchor and target.endswith(".md"):
            assert anchor in anchors(target), link


def test_headings_become_anchors_as_code_hosts_make_them() -> None:
    assert slug("How `a` and b, c work: [x](y.md)!") == "how-a-and-b-c-work-x"
    assert {"two-commands", "the-house"} <= anchors("README.md")
