"""The process that reads one document: what is in it can cost no more than this process has."""

import json
import sys
from pathlib import Path
from typing import Any

from pytake_adapters.documents.found import Refused, gathered, plain
from pytake_adapters.documents.kinds import DOCX, HTML, MARKDOWN, PDF, kind_of

MEMORY = 1536 * 1024 * 1024
OUTPUT = 64 * 1024 * 1024


def main(path: str, name: str, mime_type: str, seconds: str) -> None:
    """Write what stands in it, or why it is not read, as JSON."""
    _bound(int(float(seconds)) + 1)
    try:
        said = _read(Path(path), name, mime_type)
    except Refused as refused:
        said = {"problem": {"code": refused.code, "params": refused.params}}
    except MemoryError:
        said = {"problem": {"code": "document_too_heavy", "params": {}}}
    except RecursionError:
        said = {"problem": {"code": "document_broken", "params": {}}}
    sys.stdout.write(json.dumps(said))


def _bound(seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path, name: str, mime_type: str) -> dict[str, Any]:
    kind = kind_of(path, name, mime_type)
    title = ""
    # Loaded when needed: a process reads one document.
    if kind == PDF:
        from pytake_adapters.documents.pdf_files import read_pdf

        title, blocks = read_pdf(path)
    elif kind == DOCX:
        from pytake_adapters.documents.docx_files import read_docx

        title, blocks = read_docx(path)
    elif kind == HTML:
        from pytake_adapters.documents.html_files import read_html

        charset = mime_type.partition("charset=")[2].strip(" \"';") or None
        title, blocks = read_html(path, charset=charset)
    else:
        from pytake_adapters.documents.text_files import read_markdown, read_text

        blocks = read_markdown(path) if kind == MARKDOWN else read_text(path)
    return {"title": plain(title), "blocks": gathered(blocks)}


if __name__ == "__main__":
    main(*sys.argv[1:5])
