"""The commands and the program of docs/api.md, run as they are written, in their order."""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from tests.e2e.company import PASSWORD, Company

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text("utf-8")
CODE = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOOLS = ("curl", "jq")


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="the guide's commands need curl and jq")
async def test_the_guide_can_be_followed(company: Company, tmp_path: Path) -> None:
    customer = company.customer()
    customer.says("Where is my order?", name="Maria")
    await customer.conversation()
    script = ["set -euo pipefail"]
    for kind, code in CODE.findall(GUIDE):
        if kind == "python":
            (tmp_path / "guide.py").write_text(code, "utf-8")
        script.append(code if kind == "sh" else f"{sys.executable} guide.py")
    environment = {
        **os.environ,
        "BASE": str(company.http.base_url).rstrip("/"),
        "EMAIL": company.email,
        "PASSWORD": PASSWORD,
        "PHONE": customer.phone,
        "PYTHONPATH": str(ROOT / "clients" / "python" / "src"),
    }
    run = await asyncio.create_subprocess_exec(
        "bash", "-c", "\n".join(script), cwd=tmp_path, env=environment, stdout=-1, stderr=-1
    )
    out, errors = await asyncio.wait_for(run.communicate(), 60)
    said = out.decode()
    assert run.returncode == 0, (said, errors.decode())
    for wanted in (
        "admin\n",
        '"code": "VALIDATION_ERROR",\n  "fields": [\n    "phone"',
        "sent once\n",
        "document\n",
        "outbound: Your order has left.\ninbound: Where is my order?\n",
        "contacts\nBia Souza\nBia Souza\n",
        '"new": 2,\n  "refused": 1',
        '"created": 2,\n  "refused": 1',
        '"audience": 4,',
        "CONTACT_EXISTS\noutbound Anything else?\n",
    ):
        assert wanted in said, (wanted, said)
    await customer.reads("Your order has left.", "terms.pdf", "Anything else?")
