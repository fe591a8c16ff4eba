"""Migrations expand; what contracts names the release since which nobody needs it. So the release before runs on each schema."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("0*.py"))
FIRST_BOUND = "0052"
DECLARED = "EXPANDED_IN"
"""A constant of the migration: the release, as `0.2.0`, since which no code uses what goes here."""

STEPS = {
    "takes a column away": r"\bDROP\s+COLUMN\b|\bdrop_column\b",
    "takes a table away": r"\bDROP\s+TABLE\b|\bdrop_table\b",
    "takes away what is called or read": r"\bDROP\s+(FUNCTION|VIEW|TYPE|SEQUENCE|MATERIALIZED)\b",
    "renames": r"\bRENAME\s+(TO|COLUMN|CONSTRAINT)\b|\bRENAME\s+\w+\s+TO\b|\brename_table\b|new_column_name",
    "asks for a value that the release before does not write": r"\bSET\s+NOT\s+NULL\b|nullable\s*=\s*False",
    "changes a type": r"\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE\b|\btype_\s*=",
    "adds a column that the release before does not fill": r"\bADD\s+(COLUMN\s+)?(IF\s+NOT\s+EXISTS\s+)?\w+\s+[\w\[\]() ]*?"
    r"NOT\s+NULL(?![^,;]*\bDEFAULT\b)",
    "takes a right away": r"\bREVOKE\b[^;]*\bFROM\s+[^;]*pytake_",
    "narrows what a column may hold": r"\bADD\s+CONSTRAINT\b(?![^;]*\bNOT\s+VALID\b)(?![^;]*\bUSING\s+INDEX\b)",
}
UNBOUNDED = r"\block_timeout\b"
"""pytake_adapters.postgres.migrate bounds every wait for a lock; a migration does not lift that."""


def said(source: str) -> str:
    """Everything that the way up says to the database or to Alembic, docstrings and the way down left out."""
    tree = ast.parse(source)
    up = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name != "downgrade"]
    used = {each.id for node in up for each in ast.walk(node) if isinstance(each, ast.Name)}
    constants = [node for node in tree.body if isinstance(node, ast.Assign) and _named(node) & used]
    return ";\n".join(part for node in [*constants, *up] for part in _parts(node))


def _named(node: ast.Assign) -> set[str]:
    return {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}


def _parts(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef) and ast.get_docstring(each) is not None:
            each.body = each.body[1:]
    # Statements stay whole, with what is put into them and what is named beside them.
    for each in ast.iter_child_nodes(node):
        yield re.sub(r"[\"']{1,3}\s*\n?\s*[\"']{1,3}", "", ast.unparse(each))


def contracts(source: str) -> list[str]:
    """What this migration does that the release before would not survive."""
    text = said(source)
    return [what for what, pattern in STEPS.items() if re.search(pattern, text, re.IGNORECASE)]


def declared(source: str) -> str | None:
    found = re.search(rf'^{DECLARED} = "(\d+\.\d+\.\d+)"$', source, re.MULTILINE)
    return found[1] if found else None


def bound() -> list[Path]:
    return [file for file in VERSIONS if file.name[:4] >= FIRST_BOUND]


def test_what_contracts_says_since_when_nobody_needs_it() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    for file in bound():
        source = file.read_text(encoding="utf-8")
        steps, since = contracts(source), declared(source)
        assert not steps or since, f"{file.name} {', '.join(steps)}: see docs/upgrading.md, or declare {DECLARED}"
        if since:
            assert [int(n) for n in since.split(".")] < [int(n) for n in version.split(".")], f"{file.name}: {since}"


def test_no_migration_waits_longer_for_locks() -> None:
    for file in bound():
        assert not re.search(UNBOUNDED, said(file.read_text(encoding="utf-8"))), file.name


@pytest.mark.parametrize(
    "step",
    [
        'op.execute("ALTER TABLE contacts DROP COLUMN name")',
        'op.execute("""ALTER TABLE contacts\n  DROP  COLUMN name""")',
        'op.drop_column("contacts", "name")',
        'op.execute("DROP TABLE contacts")',
        'for name in ("a", "b"):\n        op.execute(f"DROP TABLE {name}")',
        'op.execute("DROP FUNCTION search(text)")',
        'op.execute("ALTER TABLE contacts RENAME TO people")',
        'op.execute("ALTER TABLE contacts RENAME COLUMN name TO called")',
        'op.execute("ALTER TABLE contacts ALTER COLUMN name SET NOT NULL")',
        'op.alter_column("contacts", "name", nullable=False)',
        'op.execute("ALTER TABLE contacts ALTER COLUMN age TYPE bigint")',
        'op.execute("ALTER TABLE contacts ADD COLUMN kind text NOT NULL")',
        'op.execute("ALTER TABLE contacts ADD CONSTRAINT c CHECK (age > 0)")',
        'op.execute("REVOKE UPDATE ON contacts FROM pytake_app")',
        "op.execute(LATER)",
    ],
)
def test_steps_that_contract_are_seen(step: str) -> None:
    source = f'LATER = "DROP TABLE contacts"\n\ndef upgrade():\n    """DOES."""\n    {step}\n'
    assert contracts(source), step
    assert declared(f'{DECLARED} = "0.2.0"\n{source}') == "0.2.0"


@pytest.mark.parametrize(
    "step",
    [
        'op.execute("ALTER TABLE contacts ADD COLUMN kind text")',
        """op.execute("ALTER TABLE contacts ADD COLUMN kind text NOT NULL DEFAULT 'x', ADD COLUMN at timestamptz")""",
        'op.execute("CREATE TABLE x (tenant_id uuid NOT NULL, name text NOT NULL)")',
        'op.execute("ALTER TABLE contacts ADD CONSTRAINT c CHECK (age > 0) NOT VALID")',
        'op.execute("DROP INDEX ix_contacts_name")',
        'op.execute("ALTER TABLE contacts ALTER COLUMN name DROP NOT NULL")',
    ],
)
def test_steps_that_expand_pass(step: str) -> None:
    down = 'DOWN = "DROP TABLE contacts"\n\ndef downgrade():\n    op.execute(DOWN)\n    op.execute("DROP TABLE x")\n'
    source = f'{down}\ndef upgrade():\n    """DROP TABLE is not said."""\n    {step}\n'
    assert contracts(source) == [], step


def test_migrations_since_the_first_upgrade_without_downtime_would_have_passed() -> None:
    """The release that migrations/previous_release names runs on them, see tests/e2e/test_upgrade.py."""
    since = {f.name: contracts(f.read_text(encoding="utf-8")) for f in VERSIONS if f.name[:4] > "0046"}
    assert {name for name, steps in since.items() if steps} == set()
