"""The documentation as static pages: searchable, light and dark, with nothing from other hosts.

python pages/build.py [--to build/docs] [--serve [PORT]]
"""

import argparse
import functools
import http.server
import logging
import os
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pages.nav import NAV
from pages.staging import place, stage

ROOT = Path(__file__).resolve().parents[1]
STAGED = ROOT / "build" / "pages"
ASSETS = Path(__file__).parent / "assets"
SHIM = "https://unpkg.com/iframe-worker/shim"
"""What the theme loads for searching pages that are opened as files; ours lies beside them."""
FOREIGN = re.compile(r"<(?:script|link|img)[^>]+(?:src|href)=\"(?:https?:)?//[^\"]+")


def there(root: Path = ROOT) -> list[tuple[str, list[str]]]:
    """The order of the pages that are written."""
    sections = [(title, [name for name in names if (root / name).is_file()]) for title, names in NAV]
    return [(title, names) for title, names in sections if names]


def build(to: Path) -> None:
    """Into a folder. Raises mkdocs' Abort at whatever is broken: a link, an anchor, a picture, a page without a place."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    # The theme tells of mkdocs 2 at every build; pyproject.toml keeps it out.
    os.environ["DISABLE_MKDOCS_2_WARNING"] = "true"
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    sections = there()
    stage(ROOT, [name for _, names in sections for name in names], STAGED)
    config = load_config(
        str(Path(__file__).parent / "mkdocs.yml"),
        docs_dir=str(STAGED),
        site_dir=str(to),
        nav=[{title: [place(name) for name in names]} for title, names in sections],
        strict=True,
    )
    config.plugins.on_startup(command="build", dirty=False)
    build_site(config)
    config.plugins.on_shutdown()
    alone(to)


def alone(site: Path) -> None:
    """Nothing of the pages comes from elsewhere. Raises SystemExit where something would."""
    shutil.copy(ASSETS / "iframe-worker.js", site / "assets")
    for page in site.rglob("*.html"):
        up = "../" * (len(page.relative_to(site).parts) - 1)
        text = page.read_text("utf-8").replace(SHIM, f"{up}assets/iframe-worker.js")
        if found := FOREIGN.search(text):
            raise SystemExit(f"{page}: {found[0]}")
        page.write_text(text, "utf-8")


def serve(folder: Path, port: int) -> None:
    """On this machine alone, until Ctrl-C."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def main() -> int:
    """The command line; its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "docs")
    parser.add_argument("--serve", type=int, nargs="?", const=8000, metavar="PORT")
    given = parser.parse_args()
    build(given.to)
    if given.serve is not None:
        serve(given.to, given.serve)
    return 0


if __name__ == "__main__":
    sys.exit(main())
