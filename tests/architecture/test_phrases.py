"""Every code that people can meet has its sentence, in every language."""

import ast
import string
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import pytake_adapters
import pytake_app
import pytake_domain
from pytake_app.http.edge.errors import BY_STATUS
from pytake_app.openapi import document
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.text import Language
from pytake_domain.whatsapp import FailureCode

SOURCES = Path(pytake_domain.__file__).parent.parent
PROBLEMS = {"Problem", "FlowProblem"}
WRONGS = {"ConditionWrong", "TemplateWrong", "PatternRefused"}
# Params that depend on the place, or that a place names under another word: no sentence may count on them.
UNSTEADY = {"value", "type", "target", "source"}


def catalogue(language: Language) -> dict[str, dict[str, str]]:
    text = (Path(pytake_app.__file__).parent / "phrases" / f"{language.value}.toml").read_text("utf-8")
    return tomllib.loads(text)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def kinds(kind: type[PytakeError] = PytakeError) -> Iterator[type[PytakeError]]:
    for package in (pytake_domain, pytake_adapters, pytake_app):
        for module in walk_packages(package.__path__, package.__name__ + "."):
            if ".testing" not in module.name:
                import_module(module.name)
    yield from _below(kind)


def _below(kind: type[PytakeError]) -> Iterator[type[PytakeError]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("pytake_") and ".testing" not in each.__module__:
            yield each
            yield from _below(each)


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in SOURCES.rglob("*.py"):
        if path.relative_to(SOURCES).parts[0].startswith("pytake_") and "testing" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    yield path, node, name


def written_problems() -> dict[str, list[set[str] | None]]:
    """Codes of problems as the sources write them, each with the params of every place; None where they are computed."""
    found: dict[str, list[set[str] | None]] = defaultdict(list)
    for _, call, name in _calls():
        given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if name in PROBLEMS:
            written, params = given.get("code"), _params(given.get("params"))
        elif name in WRONGS or (name == "problem" and isinstance(call.func, ast.Attribute)):
            written, params = (call.args[0] if call.args else None), set(given) - {"severity"}
        else:
            continue
        if isinstance(written, ast.Constant) and isinstance(written.value, str):
            found[written.value].append(params)
    return found


def _params(written: ast.expr | None) -> set[str] | None:
    if written is None:
        return set()
    if isinstance(written, ast.Dict):
        return {str(key.value) for key in written.keys if isinstance(key, ast.Constant)}
    return None


def written_failures() -> set[str]:
    """Codes with which a message can fail."""
    found = {code.value for code in FailureCode}
    for path, call, name in _calls():
        if name in ("Failure", "SendFailure") and "messaging" in path.parts:
            code = next((k.value for k in call.keywords if k.arg == "code"), None)
            if isinstance(code, ast.Constant):
                found.add(str(code.value))
    tree = ast.parse((SOURCES / "pytake_domain/messaging/gate.py").read_text("utf-8"))
    refusal = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "refusal")
    returned = (node.value for node in ast.walk(refusal) if isinstance(node, ast.Return))
    return found | {str(value.value) for value in returned if isinstance(value, ast.Constant) and value.value}


@pytest.mark.parametrize("language", Language)
def test_every_error_has_a_sentence(language: Language) -> None:
    needed = {kind.code for kind in kinds()} | set(BY_STATUS.values()) | {"BUG"}
    assert needed - set(catalogue(language)["errors"]) == set()


@pytest.mark.parametrize("language", Language)
def test_every_problem_has_a_sentence(language: Language) -> None:
    written = written_problems()
    assert len(written) > 60
    assert set(written) - set(catalogue(language)["problems"]) == set()


def written_notes() -> dict[str, list[set[str]]]:
    """Codes of what is told of flows of other systems, each with the params of every place."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    for path, call, name in _calls():
        if name == "note" and "foreign" in path.parts and call.args and isinstance(call.args[0], ast.Constant):
            found[str(call.args[0].value)].append({keyword.arg for keyword in call.keywords if keyword.arg})
    return found


@pytest.mark.parametrize("language", Language)
def test_every_note_of_an_import_has_a_sentence(language: Language) -> None:
    written, sentences = written_notes(), catalogue(language)["notes"]
    assert set(written) == set(sentences) - {"OTHER"}
    for code, places in written.items():
        assert all(placeholders(sentences[code]) <= given for given in places), code


@pytest.mark.parametrize("language", Language)
def test_every_failure_of_a_message_has_a_sentence(language: Language) -> None:
    failures = written_failures()
    assert {"TOO_LATE", "WINDOW_CLOSED", "TENANT_SUSPENDED"} <= failures
    assert failures - set(catalogue(language)["failures"]) == set()


def test_the_languages_say_the_same_with_the_same_data() -> None:
    first, *others = [catalogue(language) for language in Language]
    for other in others:
        assert {table: set(sentences) for table, sentences in other.items()} == {t: set(s) for t, s in first.items()}
        for table, sentences in first.items():
            for code, sentence in sentences.items():
                assert placeholders(sentence) == placeholders(other[table][code]), code


def test_sentences_use_only_what_every_place_gives() -> None:
    sentences = catalogue(Language.EN)["problems"]
    for code, places in written_problems().items():
        asked = placeholders(sentences[code])
        assert not asked & UNSTEADY or code == "unknown_node_type", code
        for given in places:
            assert given is None or asked <= given, code


def test_codes_are_unique() -> None:
    by_code: dict[str, set[str]] = defaultdict(set)
    for kind in kinds():
        by_code[kind.code].add(f"{kind.__module__}.{kind.__qualname__}")
    assert {code: classes for code, classes in by_code.items() if len(classes) > 1} == {}


def test_every_error_is_documented() -> None:
    shown: dict[str, Any] = document()
    needed = {kind.code for kind in kinds()} | set(BY_STATUS.values()) | {"BUG"}
    assert set(shown["x-error-codes"]) == needed
    assert set(shown["components"]["schemas"]["ErrorBody"]["properties"]["code"]["enum"]) == needed
