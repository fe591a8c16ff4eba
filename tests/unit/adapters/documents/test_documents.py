"""Documents are read as people see them, and whatever is in a file, it is read or refused with a reason; never anything else."""

import asyncio
import contextlib
import os
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.unit.adapters.documents.samples import (
    HTML,
    WORD,
    docx,
    locked_against_changes,
    paragraph,
    pdf,
    scanned,
    table,
)

from pytake_adapters.documents import child, found
from pytake_adapters.documents.found import CHARACTERS_MOST, Refused
from pytake_adapters.documents.pdf_files import paragraphs
from pytake_adapters.documents.reader import IsolatedDocuments, _environment
from pytake_domain.ai import LARGEST_FILE, BlockKind, DocumentUnreadable, ReadDocument
from pytake_domain.ai.knowledge import reading
from pytake_domain.kernel.errors import TooLarge


def said(folder: Path, content: bytes, name: str, mime_type: str = "") -> tuple[str, list[tuple[str, int, str]]]:
    """As the process of its own says it, without one."""
    path = folder / "file"
    path.write_bytes(content)
    found = child._read(path, name, mime_type)
    return found["title"], found["blocks"]


def refused(folder: Path, content: bytes, name: str, mime_type: str = "") -> str:
    with pytest.raises(Refused) as why:
        said(folder, content, name, mime_type)
    return why.value.code


def test_a_page_is_read_as_people_see_it(tmp_path: Path) -> None:
    title, blocks = said(tmp_path, HTML.encode(), "planos.html")
    assert title == "Rede Sol · Planos"
    assert blocks == [
        ("heading", 1, "Planos"),
        ("text", 0, "Temos fibra em toda a cidade, com instalação grátis para quem assina hoje."),
        ("heading", 2, "Preços"),
        ("row", 0, "Plano | Preço"),
        ("row", 0, "500 mega | R$ 99,90"),
        ("text", 0, "Sem fidelidade"),
        ("text", 0, "Wi-Fi 6"),
        ("text", 0, "Texto solto em duas linhas"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_letters_of_a_page_are_as_it_says(tmp_path: Path, encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>Instalação é amanhã</p></body></html>'
    assert said(tmp_path, page.encode(encoding), "", "text/html")[1] == [("text", 0, "Instalação é amanhã")]


def test_its_server_may_say_them_too(tmp_path: Path) -> None:
    page = "<html><body><p>Amanhã é тест</p></body></html>".encode()
    assert said(tmp_path, page, "", "text/html; charset=utf-8")[1][0][2] == "Amanhã é тест"
    old = "<p>привет мир</p>".encode("cp1251")
    assert said(tmp_path, old, "a.html", "text/html; charset=windows-1251")[1][0][2] == "привет мир"


def test_word_is_read_with_its_headings_and_tables(tmp_path: Path) -> None:
    _, blocks = said(tmp_path, WORD, "manual.docx")
    assert blocks == [
        ("heading", 1, "Manual"),
        ("heading", 2, "Instalação"),
        ("text", 0, "O técnico liga antes."),
        ("row", 0, "Plano | Preço"),
        ("row", 0, "500 mega | R$ 99,90"),
    ]


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{box}"><mc:Choice>{paragraph("na caixa")}</mc:Choice>'
        f"<mc:Fallback>{paragraph('na caixa')}</mc:Fallback></mc:AlternateContent></w:r></w:p>{paragraph('depois')}"
    )
    assert [text for _, _, text in said(tmp_path, docx(body), "a.docx")[1]] == ["na caixa", "depois"]


def test_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    made = pdf("A fibra chega em toda a cidade.\n\nO técnico liga antes.", "Página dois.", title="Manual")
    title, blocks = said(tmp_path, made, "manual.pdf")
    assert title == "Manual"
    assert [text for _, _, text in blocks] == [
        "A fibra chega em toda a cidade.",
        "O técnico liga antes.",
        "Página dois.",
    ]


def test_lines_of_a_page_become_paragraphs_again() -> None:
    page = """O prazo para a instala-
ção é de três dias úteis, contados da
assinatura.
- item um que é bem comprido sim
- item dois"""
    assert list(paragraphs(page)) == [
        "O prazo para a instalação é de três dias úteis, contados da assinatura.",
        "- item um que é bem comprido sim",
        "- item dois",
    ]


def test_text_and_markdown(tmp_path: Path) -> None:
    text = "Primeira linha\nsegue aqui.\n\nOutro parágrafo.\n# não é título"
    assert [b[2] for b in said(tmp_path, text.encode("cp1252"), "a.txt")[1]] == [
        "Primeira linha segue aqui.",
        "Outro parágrafo. # não é título",
    ]
    marked = "# Planos\n\nTexto.\n\n| Plano | Preço |\n|---|---|\n| 500 | 99 |\n## Fim\n- um\n- dois"
    assert said(tmp_path, marked.encode(), "a.md")[1] == [
        ("heading", 1, "Planos"),
        ("text", 0, "Texto."),
        ("row", 0, "Plano | Preço"),
        ("row", 0, "500 | 99"),
        ("heading", 2, "Fim"),
        ("text", 0, "- um"),
        ("text", 0, "- dois"),
    ]


def test_what_can_not_be_stored_is_taken_out(tmp_path: Path) -> None:
    long = "texto " * 200
    assert said(tmp_path, f"a\x00b{long}".replace("\x00", "\x0b").encode(), "a.txt")[1][0][2].startswith("a btexto")


BOMB = docx("<w:p><w:r><w:t>" + "A" * 60_000_000 + "</w:t></w:r></w:p>")
LAUGHS = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;">]>'


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "vazio.txt", "document_without_text"),
        (b" \n\t ", "vazio.txt", "document_without_text"),
        (b"--- *** ...", "nada.txt", "document_without_text"),
        (scanned(), "foto.pdf", "document_without_text"),
        (pdf("segredo", password="x"), "a.pdf", "document_encrypted"),
        (b"%PDF-1.7\nlixo", "a.pdf", "document_broken"),
        (pdf("texto")[:400], "a.pdf", "document_broken"),
        (b"so texto", "a.pdf", "document_not_what_it_says"),
        (b"so texto", "a.docx", "document_not_what_it_says"),
        (pdf("texto"), "a.txt", "document_not_what_it_says"),
        (WORD, "a.pdf", "document_not_what_it_says"),
        (WORD[: len(WORD) // 2], "a.docx", "document_broken"),
        (docx("<w:p>"), "a.docx", "document_broken"),
        (docx(paragraph("&lol1;"), head=LAUGHS), "a.docx", "document_broken"),
        (
            docx(paragraph("&lol1;"), head=LAUGHS).replace(b"word/document.xml", b"word/dokument.xml"),
            "a.docx",
            "document_kind_unknown",
        ),
        (BOMB, "a.docx", "too_large_unpacked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "old_word"),
        (b"{\\rtf1 texto}", "a.rtf", "document_kind_unknown"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "foto.txt", "document_kind_unknown"),
        (bytes(range(1, 32)) * 40, "a.txt", "document_kind_unknown"),
        (("palavra " * (CHARACTERS_MOST // 8 + 10)).encode(), "a.txt", "document_too_long"),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    assert refused(tmp_path, content, name) == code


def test_entities_are_refused_in_whatever_letters(tmp_path: Path) -> None:
    sneaky = docx("", parts={"word/document.xml": ""})
    with zipfile.ZipFile(tmp_path / "x", "w") as packed:
        packed.writestr(
            "word/document.xml", f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}<a>&lol1;</a>'.encode("utf-16")
        )
    assert refused(tmp_path, (tmp_path / "x").read_bytes(), "a.docx") == "document_broken"
    assert refused(tmp_path, sneaky, "a.docx") == "document_broken"


def test_a_pdf_that_is_locked_against_changes_alone_is_read(tmp_path: Path) -> None:
    assert said(tmp_path, locked_against_changes("Aberto a todos."), "a.pdf")[1] == [("text", 0, "Aberto a todos.")]


SAMPLES = {
    "a.pdf": pdf("Texto de teste.", "Segunda página."),
    "a.docx": WORD,
    "a.html": HTML.encode(),
    "a.txt": "é texto".encode(),
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_in_a_file_it_is_read_or_refused(tmp_path: Path, name: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    with contextlib.suppress(Refused, RecursionError):
        _, blocks = said(tmp_path, bytes(content[:cut]), data.draw(st.sampled_from([name, "", "x.txt", "x.pdf"])))
        assert blocks
        assert all(text.strip() and "\0" not in text for _, _, text in blocks)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(page="<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>")
@given(
    page=st.lists(
        st.sampled_from(["<p>", "</p>", "<h1>", "</h1>", "<td>", "<tr>", "<li>", "a b", "<br>", "<main>", "x"])
    ).map("".join)
)
def test_no_letter_of_a_page_is_lost_or_told_twice(tmp_path: Path, page: str) -> None:
    wanted = re.sub("<[^>]*>", "", page)
    with contextlib.suppress(Refused):
        _, blocks = said(tmp_path, b"<body>" + page.encode(), "a.html")
        shown = "".join(text for _, _, text in blocks)
        assert sorted(shown.replace(" ", "").replace("|", "")) == sorted(wanted.replace(" ", ""))


async def bytes_of(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 1 << 20):
        yield content[start : start + (1 << 20)]


async def isolated(content: bytes, name: str, *, within: float = 60.0) -> ReadDocument:
    return await IsolatedDocuments(within=within).read(bytes_of(content), filename=name)


async def test_a_process_of_its_own_says_the_same() -> None:
    for name, content in {"a.html": HTML.encode(), "a.docx": WORD, "a.pdf": SAMPLES["a.pdf"]}.items():
        read = await isolated(content, name)
        assert read.blocks
        assert read.characters > 20
    assert read.blocks[0].kind is BlockKind.TEXT


async def test_its_refusals_come_with_their_numbers() -> None:
    with pytest.raises(DocumentUnreadable) as why:
        await isolated(pdf("x", password="y"), "a.pdf")
    assert why.value.problems[0].code == "document_encrypted"
    with pytest.raises(TooLarge):
        await isolated(b"a" * (LARGEST_FILE + 1), "a.txt")


async def test_one_that_takes_too_long_is_stopped() -> None:
    heavy = docx("".join(table(*[("célula",) * 40] * 50) for _ in range(200)))
    began = asyncio.get_running_loop().time()
    with pytest.raises(DocumentUnreadable) as why:
        await isolated(heavy, "a.docx", within=0.005)
    assert why.value.problems[0].code == "document_too_slow"
    assert asyncio.get_running_loop().time() - began < 5


async def test_one_that_kills_its_process_harms_nobody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "pytake_adapters" / "documents"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").touch()
    (package / "child.py").write_text("import os; os.abort()")
    monkeypatch.setattr(
        "pytake_adapters.documents.reader._environment", lambda: {**_environment(), "PYTHONPATH": str(tmp_path)}
    )
    with pytest.raises(DocumentUnreadable) as why:
        await isolated(b"texto", "a.txt")
    assert why.value.problems[0].code == "document_broken"


def test_bounds_are_those_that_the_domain_tells() -> None:
    assert (found.CHARACTERS_MOST, found.PAGES_MOST) == (reading.CHARACTERS_MOST, reading.PAGES_MOST)


def test_it_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTAKE_VAULT_KEYS", "segredo")
    assert "PYTAKE_VAULT_KEYS" not in _environment()
    assert "segredo" not in os.pathsep.join(map(str, _environment().values()))
