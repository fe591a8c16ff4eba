"""The pages that compare: whole, and of what there is."""

import re
from pathlib import Path

from pytake_app.gallery import gallery
from pytake_domain.flows import NODE_TYPES
from pytake_domain.flows.foreign.rapidpro_actions import ACTIONS
from pytake_domain.flows.foreign.rapidpro_tests import TESTS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "flows"
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
FORMER = [
    "start",
    "message",
    "question",
    "condition",
    "end",
    "handoff",
    "delay",
    "jump",
    "action",
    "api_call",
    "ai_prompt",
    "database_query",
    "script",
    "set_variable",
    "random",
    "datetime",
    "analytics",
    "whatsapp_template",
    "interactive_buttons",
    "interactive_list",
]


def rows(page: str, part: str = "") -> dict[str, tuple[str, str]]:
    """The rows of the tables below a heading, by the name in the first column."""
    text = (DOCS / page).read_text("utf-8")
    text = text.split(f"## {part}\n")[1].split("\n## ")[0] if part else text
    return {name.strip("`"): (here, how) for name, here, how in ROW.findall(text) if name.startswith("`")}


def test_every_former_node_type_has_a_counterpart_that_exists() -> None:
    found = rows("former-system.md")
    assert list(found) == FORMER
    for name, (here, _) in found.items():
        assert set(re.findall(r"`(\w+)`", here)) & set(NODE_TYPES), name


def test_every_action_of_goflow_is_there_and_told_as_the_import_does_it() -> None:
    found = rows("goflow.md", "Actions")
    assert len(found) == 26
    assert {name for name, (_, how) in found.items() if how.startswith("carried over")} == set(ACTIONS)


def test_every_test_of_goflow_is_there_and_told_as_the_import_does_it() -> None:
    found = rows("goflow.md", "Tests of routers")
    assert len(found) == 31
    assert {name for name, (_, how) in found.items() if "never holds, told" not in how or "plain" in how} == set(TESTS)


def test_the_guide_names_every_ready_made_flow_with_what_it_needs() -> None:
    text = (DOCS / "README.md").read_text("utf-8")
    for key, template in gallery().items():
        line = next(line for line in text.splitlines() if line.startswith(f"| `{key}` |"))
        assert set(re.findall(r"`(\w+)`", line.split("|")[3])) == set(template.needs.erp)
        assert {word for word in re.split(r"[ ,]+", line.split("|")[4]) if word} == set(template.needs.queues)
