"""No page is forgotten, and pages go to the site with links that lead there."""

import re
from pathlib import Path

from pages.nav import COMING, NAV
from pages.staging import pictures, place, rewritten, stage
from tests.docs.test_page_links import NAMES

ROOT = Path(__file__).resolve().parents[2]
LISTED = [name for _, names in NAV for name in names]


def test_every_page_has_its_place_and_every_place_its_page() -> None:
    assert sorted(set(NAMES) - set(LISTED)) == []
    assert sorted(set(LISTED) - set(NAMES) - COMING) == []
    assert len(LISTED) == len(set(LISTED)) == len({place(name) for name in LISTED})


def test_links_go_as_the_site_stands(tmp_path: Path) -> None:
    kept = {"README.md", "docs/erp.md", "docs/flows/README.md", "docs/flows/nodes.md", "clients/python/README.md"}
    (tmp_path / "src").mkdir()

    def page(name: str, text: str) -> str:
        return rewritten(name, text, kept, tmp_path)

    assert page("README.md", "[a](docs/erp.md#b) ![p](docs/x.webp)") == "[a](erp.md#b) ![p](x.webp)"
    assert page("docs/flows/nodes.md", "[a](../erp.md) [b](../../README.md)") == "[a](../erp.md) [b](../index.md)"
    assert page("docs/flows/nodes.md", "[here](#x) [c](../../clients/python/README.md)") == (
        "[here](nodes.md#x) [c](../client-python.md)"
    )
    assert page("README.md", "the code in [src](src), [gone](nowhere.md)") == "the code in src, [gone](nowhere.md)"
    assert page("README.md", "```\n[a](docs/erp.md)\n```\n") == "```\n[a](docs/erp.md)\n```\n"
    assert page("README.md", "[out](https://example.com/a)") == "[out](https://example.com/a)"


def test_what_a_page_shows_comes_along(tmp_path: Path) -> None:
    stage(ROOT, ["README.md", "docs/erp.md"], tmp_path / "site")
    assert pictures("README.md", (ROOT / "README.md").read_text("utf-8")) >= {"docs/house.svg"}
    assert (tmp_path / "site" / "house.svg").is_file()
    assert (tmp_path / "site" / "screenshots" / "erp-light-1440.webp").is_file()
    assert not (tmp_path / "site" / "ai.md").exists()


def test_the_drawing_shows_the_features_in_their_order() -> None:
    contract = (ROOT / ".importlinter").read_text("utf-8").partition("exhaustive = true")[2]
    layers = [
        line.strip() for line in contract.partition("layers =")[2].partition("\n\n")[0].splitlines() if line.strip()
    ]
    features = [name for layer in layers if layer != "testing" for name in layer.split(" | ")]
    drawn = re.findall(r">([a-z]+)</text>", (ROOT / "docs" / "house.svg").read_text("utf-8"))
    assert [name for name in drawn if name in features] == features
