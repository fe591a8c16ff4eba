"""The commands of docs/flows/README.md, run as they are written, in their order."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
from tests.e2e.company import Company

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "flows" / "README.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the guide's commands need curl and jq")
async def test_the_guide_can_be_followed(company: Company, tmp_path: Path) -> None:
    blocks = BLOCK.findall(GUIDE.read_text("utf-8"))
    script = "set -euo pipefail\n" + "\n".join(blocks)
    token = company.headers["Authorization"].removeprefix("Bearer ")
    environment = {**os.environ, "BASE": str(company.http.base_url).rstrip("/"), "TOKEN": token}
    run = await asyncio.create_subprocess_exec(
        "bash", "-c", script, cwd=tmp_path, env=environment, stdout=-1, stderr=-1
    )
    out, errors = await asyncio.wait_for(run.communicate(), 60)
    assert run.returncode == 0, (out.decode(), errors.decode())
    said = out.decode()
    for wanted in (
        "second_copy: Segunda via de boleto",
        "Segunda via\n",
        "true\n",
        "Ana, qual plano?",
        "Anotado: 600 mega para Ana Souza.",
        "600 mega\npublished\n",
        "Planos (cópia)",
        "Olá: O bloco Google Sheets não tem equivalente e ficou de fora.",
    ):
        assert wanted in said, said
