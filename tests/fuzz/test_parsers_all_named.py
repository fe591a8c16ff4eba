"""Whatever reads bytes stands in the table, or says why its bytes are ours."""

import re

import pytest
from tests.fuzz.every_parser import PARSERS
from tests.fuzz.own_bytes import OWN
from tests.fuzz.table import KEPT, ROOT

SOURCE = ROOT / "src"
READS = re.compile(
    r"^(?:import|from) (?:csv|zipfile|openpyxl|pypdf|selectolax|PIL|email|jwt|multipart|yaml|tomllib|webauthn|xml)\b"
    r"|msgspec\.(?:json|msgpack|yaml|toml)\.(?:decode|Decoder)\b|msgpack\.decode|\.decode\(|json\.loads|b64decode",
    re.MULTILINE,
)
NAMED = {path for parser in PARSERS for path in parser.reads}
READERS = sorted(
    str(file.relative_to(SOURCE)) for file in SOURCE.rglob("*.py") if READS.search(file.read_text("utf-8"))
)


@pytest.mark.parametrize("path", READERS)
def test_what_reads_bytes_is_fuzzed_or_says_whose_they_are(path: str) -> None:
    assert path in NAMED or any(path.startswith(own) for own in OWN), (
        f"{path} reads bytes: give it a line in tests/fuzz, or say in tests/fuzz/own_bytes.py whose they are"
    )


def test_what_is_named_is_there() -> None:
    gone = [path for path in (*NAMED, *OWN) if not (SOURCE / path).exists()]
    assert gone == []
    assert [own for own in OWN if not any(path.startswith(own) for path in READERS)] == []


def test_every_line_has_a_name_and_seeds_of_its_own() -> None:
    names = [parser.name for parser in PARSERS]
    assert len(set(names)) == len(names)
    assert [parser.name for parser in PARSERS if not parser.seeds()] == []
    assert [folder.name for folder in KEPT.glob("*") if folder.name not in names] == []
