"""The bill of materials: every package that an installation and its console are made of, with versions and licences (CycloneDX).

python release/sbom.py [--to build/sbom]
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from release.shipped import name_of, shipped

ROOT = Path(__file__).parents[1]


def of_python() -> dict[str, Any]:
    """What pip brings; without what only tests, checks and releases use."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml")]
    command += ["--output-reproducible", "--mc-type", "application", "--sv", "1.6", sys.prefix]
    bill: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603
    wanted = set(shipped())
    kept = [part for part in bill["components"] if name_of(part["name"]) in wanted]
    refs = {part["bom-ref"] for part in kept} | {bill["metadata"]["component"]["bom-ref"]}
    needs = [entry for entry in bill.get("dependencies", ()) if entry["ref"] in refs]
    for entry in needs:
        entry["dependsOn"] = [ref for ref in entry.get("dependsOn", ()) if ref in refs]
    return bill | {"components": kept, "dependencies": needs}


def of_console() -> dict[str, Any]:
    """What npm brings into the console's pages."""
    command = [sys.executable, str(ROOT / "hatch_build.py"), "npm", "sbom", "--sbom-format", "cyclonedx"]
    command += ["--omit", "dev", "--package-lock-only"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603
    bill: dict[str, Any] = json.loads(done.stdout)
    # What changes with every run says nothing.
    bill.pop("serialNumber", None)
    bill["metadata"].pop("timestamp", None)
    return bill


def main() -> None:
    """Write both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "sbom")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    for name, bill in (("pytake", of_python()), ("console", of_console())):
        place = folder / f"{name}.cdx.json"
        place.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n")
        print(f"{place}: {len(bill['components'])} components")


if __name__ == "__main__":
    main()
