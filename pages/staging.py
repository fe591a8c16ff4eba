"""Markdown as it stands in the repository, made into the folder that a site is built from.

The pages are written for a code host: links go along the repository's folders, also to what is no page. The site has
`README.md` as its start and `docs/` at its root; a link to what it doesn't have becomes its words.
"""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pages.nav import COMING

FENCE = re.compile(r"^\s*(```|~~~)")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:|^//", re.IGNORECASE)


def place(name: str) -> str:
    """Where the site has a page or picture: `docs/x` at `x`, `README.md` as `index.md`, a client's as `client-python.md`."""
    if name == "README.md":
        return "index.md"
    path = PurePosixPath(name)
    if path.parts[0] == "clients":
        return f"client-{path.parts[1]}.md"
    return str(path.relative_to("docs")) if path.parts[0] == "docs" else name


def target_of(page: str, link: str) -> str:
    """A link of a page as a path of the repository, without its anchor."""
    path = link.partition("#")[0]
    return os.path.normpath(PurePosixPath(page).parent / path).replace(os.sep, "/") if path else page


def outside_code(text: str) -> Iterable[tuple[bool, str]]:
    """Every line, and whether it is prose."""
    fenced = False
    for line in text.splitlines(keepends=True):
        edge = FENCE.match(line) is not None
        yield not (fenced or edge), line
        fenced = fenced != edge


def rewritten(page: str, text: str, kept: set[str], root: Path) -> str:
    """A page with its links as they go within the site."""

    def link(match: re.Match[str]) -> str:
        picture, words, where = match.groups()
        words = LINK.sub(link, words)
        if OUTSIDE.match(where):
            return f"{picture}[{words}]({where})"
        target, anchor = target_of(page, where), where.partition("#")[1:]
        if (root / target).is_dir() and f"{target}/README.md" in kept:
            target = f"{target}/README.md"
        if target not in kept and not picture:
            # Nothing at all is broken, and left to the strict build to tell; what is in the repository alone is words.
            return words if (root / target).exists() or target in COMING else match[0]
        here = PurePosixPath(place(page)).parent
        return f"{picture}[{words}]({os.path.relpath(place(target), here).replace(os.sep, '/')}{''.join(anchor)})"

    return "".join(LINK.sub(link, line) if prose else line for prose, line in outside_code(text))


def pictures(page: str, text: str) -> set[str]:
    """What a page shows, as paths of the repository."""
    lines = "".join(line for prose, line in outside_code(text) if prose)
    shown = (where for picture, _, where in LINK.findall(lines) if picture and not OUTSIDE.match(where))
    return {target_of(page, where) for where in shown}


def stage(root: Path, names: Iterable[str], to: Path) -> None:
    """Write the pages and what they show into an empty folder."""
    shutil.rmtree(to, ignore_errors=True)
    kept = set(names)
    for name in sorted(kept):
        text = (root / name).read_text("utf-8")
        file = to / place(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(rewritten(name, text, kept, root), "utf-8")
        for picture in pictures(name, text):
            if (root / picture).is_file():
                copy = to / place(picture)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / picture, copy)
