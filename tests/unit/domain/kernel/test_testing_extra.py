"""Memory adapters and builders are for whoever embeds the domain: they need no test framework."""

import subprocess
import sys


def test_memory_and_builders_load_no_test_framework() -> None:
    program = (
        "import sys, pytake_domain.testing.builders, pytake_domain.testing.memory.house\n"
        "print(sorted({'pytest', 'hypothesis', 'sqlalchemy', 'asyncpg', 'redis'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
