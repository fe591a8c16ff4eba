"""The console's form asks an ERP all that questions may."""

import re
from pathlib import Path

from pytake_domain.contacts import CONTRACTS, FACT_TYPES
from pytake_domain.contacts.segments.checking import ALLOWED

MODEL = Path(__file__).resolve().parents[2] / "web" / "src" / "shared" / "query" / "model.ts"


def test_every_fact_is_offered_with_its_type_and_begins_with_a_comparison_of_it() -> None:
    table = MODEL.read_text("utf-8").split("export const FACTS = {")[1].split("} as const")[0]
    offered = re.findall(r'(\w+): \{ type: "(\w+)", op: "([^"]+)" \}', table)
    assert {(name, kind) for name, kind, _ in offered} == {
        (fact.value, kind.value) for fact, kind in FACT_TYPES.items()
    }
    ops = {kind.value: {op.value for op in allowed} for kind, allowed in ALLOWED.items()}
    assert [name for name, kind, op in offered if op not in ops[kind]] == []


def test_contracts_stand_as_the_form_says() -> None:
    listed = MODEL.read_text("utf-8").split("export const CONTRACTS = [")[1].split("]")[0]
    assert tuple(re.findall(r'"(\w+)"', listed)) == CONTRACTS
