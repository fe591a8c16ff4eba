"""The document of the API held against the API: schemathesis makes requests out of it, as each role, and reads what is answered.

Nothing may answer with 5xx, and every answer has a status, a media type and a body that the document names. Schemathesis is not
among what tests need: `pip install schemathesis` into an environment of its own, and name its program.

python chaos/document.py --program …/bin/schemathesis [--examples 10] [--seed 1] [--roles admin agent]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import container_of, place, prepare, run, servers

from pytake_app.embedded.stack import Stack
from pytake_domain.identity import Role

PORT = 8481
PASSWORD = "a password for the fuzz"  # noqa: S105  of people who are gone a minute later
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ENDS_THE_SESSION = "/auth/(logout|password|sessions|mfa|refresh)"
"""Whoever is asked these at random is signed out, and learns no more."""


def _tokens(http: httpx.Client) -> dict[str, str]:
    """By role, of people of one company."""
    login = {"email": "admin1@example.com", "password": "benchmark password"}
    admin = http.post("/api/v1/auth/login", json=login).raise_for_status().json()["token"]
    found = {Role.ADMIN.value: admin}
    for role in (Role.USER, Role.AGENT, Role.VIEWER):
        person = {"email": f"{role.value}@example.com", "name": role.value, "role": role.value, "password": PASSWORD}
        told = {"Authorization": f"Bearer {admin}"}
        http.post("/api/v1/users", json=person, headers=told).raise_for_status()
        login = {"email": person["email"], "password": PASSWORD}
        found[role.value] = http.post("/api/v1/auth/login", json=login).raise_for_status().json()["token"]
    return found


def _ask(program: str, address: str, token: str, arguments: argparse.Namespace, folder: Path) -> int:
    command: list[Any] = [
        program,
        "run",
        f"{address}/api-docs/openapi.json",
        "--url",
        address,
        "--header",
        f"Authorization: Bearer {token}",
        "--checks",
        CHECKS,
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        arguments.examples,
        "--seed",
        arguments.seed,
        "--exclude-path-regex",
        ENDS_THE_SESSION,
        "--continue-on-failure",
        "--suppress-health-check",
        "all",
        "--warnings",
        "off",
        "--workers",
        "2",
        "--no-color",
    ]
    return subprocess.run([str(part) for part in command], cwd=folder, check=False).returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="schemathesis")
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--roles", nargs="*", default=[role.value for role in Role])
    arguments = parser.parse_args()
    failed = []
    with servers() as running, tempfile.TemporaryDirectory() as folder:
        settings = {"PYTAKE_LOG_LEVEL": "WARNING", "PYTAKE_ADDRESS_RATE": "10000", "PYTAKE_ADDRESS_BURST": "10000"}
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            run(prepare(container, 1))
        try:
            stack.start("serve")
            stack.wait_ready()
            with httpx.Client(base_url=stack.place.base_url, timeout=60) as http:
                tokens = _tokens(http)
            for role, token in tokens.items():
                if role in arguments.roles:
                    print(f"as {role}", flush=True)
                    if _ask(arguments.program, stack.place.base_url, token, arguments, Path(folder)):
                        failed.append(role)
        finally:
            stack.stop()
    print("differences as", ", ".join(failed) if failed else "nobody")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
