"""Asks the advisory databases of PyPI and npm about every package that is shipped.

python release/audit.py    0: nothing is known; 1: something is; 2: a database could not be asked, which is no answer
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from release.shipped import shipped

ROOT = Path(__file__).parents[1]
CLEAN, FOUND, UNASKED = 0, 1, 2


def read_python(text: str) -> tuple[int, list[str]]:
    """What pip-audit's JSON says."""
    try:
        parts: list[dict[str, Any]] = json.loads(text)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNASKED, ["PyPI's advisories could not be asked"]
    known = [
        f"{part['name']} {part['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for part in parts
        for flaw in part.get("vulns", ())
    ]
    skipped = [part["name"] for part in parts if "skip_reason" in part]
    if skipped:
        known.append(f"not answered for {len(skipped)} of {len(parts)} packages: {', '.join(sorted(skipped)[:5])} …")
    return (FOUND if len(known) > bool(skipped) else UNASKED if skipped else CLEAN), known


def read_npm(text: str) -> tuple[int, list[str]]:
    """What npm's JSON says."""
    try:
        flaws: dict[str, dict[str, Any]] = json.loads(text)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return UNASKED, ["npm's advisories could not be asked"]
    return (FOUND if flaws else CLEAN), [f"{name}: {flaw['severity']}, {flaw['range']}" for name, flaw in flaws.items()]


def _python() -> str:
    pins = [f"{name}=={there.version}\n" for name, there in shipped().items() if name != "pytake"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.writelines(pins)
        listed.flush()
        command = [sys.executable, "-m", "pip_audit", "-r", listed.name, "--no-deps", "--disable-pip", "-f", "json"]
        return subprocess.run(command, capture_output=True, check=False, text=True, timeout=300).stdout  # noqa: S603


def _npm() -> str:
    command = [sys.executable, str(ROOT / "hatch_build.py"), "npm", "audit", "--omit", "dev", "--json"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=300).stdout  # noqa: S603


def main() -> int:
    """The worse of both."""
    codes = []
    for code, lines in (read_python(_python()), read_npm(_npm())):
        codes.append(code)
        for line in lines:
            print(line)
    worst = FOUND if FOUND in codes else max(codes)
    print({CLEAN: "No known flaw.", FOUND: "Known flaws: see above.", UNASKED: "Not audited: see above."}[worst])
    return worst


if __name__ == "__main__":
    sys.exit(main())
