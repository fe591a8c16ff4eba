"""The licences of what others made, for docs/licences.md: by the metadata of installed packages, npm's lock and a list.

python pages/licences.py            writes docs/licences.md anew
"""

import json
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release.shipped import shipped

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
EDGES = {"wheel": "<!-- in the wheel -->", "pip": "<!-- by pip -->", "end": "<!-- end -->"}

FREE = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "OFL-1.1", "PSF-2.0"}
    | {"Unlicense", "BlueOak-1.0.0", "CC0-1.0"}
)
"""Ask for a notice at most: may lie in our wheel."""
BESIDE = frozenset({"LGPL-3.0-only", "MPL-2.0"})
"""Ask that changes of theirs stay free: fetched by pip, used unchanged, and named on the page."""

TOLD = {
    "pyasn1-modules": "BSD-2-Clause",
    "pyrage": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "uvloop": "Apache-2.0 OR MIT",
}
"""Where the metadata says only a family or one of two; read in the package's licence file."""
WORDS = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "isc license": "ISC",
    "mit license": "MIT",
    "psfl": "PSF-2.0",
}

FILES = (
    ("swagger-ui-bundle.js, swagger-ui.css", "Swagger UI", "Apache-2.0"),
    ("redoc.standalone.js", "ReDoc", "MIT"),
    ("graphiql.min.js, graphiql.css", "GraphiQL", "MIT"),
    ("react.production.min.js, react-dom.production.min.js", "React", "MIT"),
)
"""What lies in src/pytake_app/http/assets and isn't ours."""
BUILDERS = frozenset({"vite", "@vitejs/plugin-react", "@tailwindcss/vite"})
"""Of the console's packages: what makes its pages and is no part of them."""


def licence_of(name: str, package: Distribution) -> str:
    """As an SPDX expression, or the words of the metadata when they are none."""
    metadata = package.metadata
    if name in TOLD or "License-Expression" in metadata:
        return TOLD.get(name) or str(metadata["License-Expression"])
    text: str = (metadata.get_all("License") or [""])[0].strip()
    short: str = text.partition("\n")[0].strip()
    if short.lower() in WORDS:
        return WORDS[short.lower()]
    if "Redistribution and use in source and binary forms" in text:
        return "BSD-3-Clause" if "Neither the name" in text else "BSD-2-Clause"
    if not short:
        classes: list[str] = [line for line in metadata.get_all("Classifier") or () if line.startswith("License ::")]
        short = classes[0].rpartition("::")[2].strip() if classes else "unknown"
    return WORDS.get(short.lower(), short)


def parts(expression: str) -> list[list[str]]:
    """Alternatives of what has to be kept together: `A OR B AND C` is A, or B and C."""
    words = expression.replace("(", "").replace(")", "")
    return [[part.strip() for part in one.split(" AND ")] for one in words.split(" OR ")]


def allowed(expression: str, free: frozenset[str] = FREE) -> bool:
    """Is there a way to keep to it with these licences alone?"""
    return any(all(part in free for part in together) for together in parts(expression))


def by_pip() -> dict[str, str]:
    """What an installation fetches, PyTake itself left out."""
    return {name: licence_of(name, package) for name, package in sorted(shipped().items()) if name != "pytake"}


def in_console(lock: dict[str, Any]) -> dict[str, str]:
    """What the console's pages are made of: what `dependencies` bring, without types and what only builds."""
    packages: dict[str, dict[str, Any]] = lock["packages"]
    waiting = [("", name) for name in packages[""]["dependencies"] if name not in BUILDERS]
    found: dict[str, str] = {}
    while waiting:
        within, name = waiting.pop()
        place = _place(packages, within, name)
        if name.startswith("@types/") or place in found:
            continue
        found[place] = packages[place]["license"]
        waiting += [(place, other) for other in packages[place].get("dependencies", {})]
    return dict(sorted((place.rpartition("node_modules/")[2], licence) for place, licence in found.items()))


def _place(packages: dict[str, dict[str, Any]], within: str, name: str) -> str:
    """Where npm finds a package from inside of another: in it, or in one around it."""
    while within:
        if f"{within}/node_modules/{name}" in packages:
            return f"{within}/node_modules/{name}"
        within = within.rpartition("/node_modules/")[0]
    return f"node_modules/{name}"


def rows(entries: Iterable[tuple[str, ...]]) -> str:
    """Of a table."""
    return "".join("| " + " | ".join(entry) + " |\n" for entry in entries)


def written(text: str) -> str:
    """The page with its tables as they are now."""
    console = in_console(json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8")))
    wheel = [(what, licence, f"`pytake_app/http/assets`: {files}") for files, what, licence in FILES]
    wheel += [(f"`{name}`", licence, "the console") for name, licence in console.items()]
    pip = [(f"`{name}`", licence) for name, licence in by_pip().items()]
    tables = {
        "wheel": "| What | Licence | Where |\n|---|---|---|\n" + rows(wheel),
        "pip": "| Package | Licence |\n|---|---|\n" + rows(pip),
    }
    for name, table in tables.items():
        before, mark, after = text.partition(EDGES[name])
        text = f"{before}{mark}\n\n{table}\n{EDGES['end']}{after.partition(EDGES['end'])[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
