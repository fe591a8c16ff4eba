"""All benchmarks, one after the other; each prints a table and writes JSON into benchmarks/results.

python benchmarks/run.py [--quick] [NAME ...]
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL: dict[str, tuple[list[str], list[str]]] = {
    "engine": ([], []),
    "flows": ([], ["--seconds", "0.1"]),
    "bodies": ([], ["--rounds", "1"]),
    "ingest": ([], ["--seconds", "4", "--rounds", "2"]),
    "whole_way": (["--rate", "500", "--seconds", "60", "--tenants", "2"], ["--rate", "200", "--seconds", "10"]),
    "rls": ([], ["--rows", "100000"]),
    "sockets": ([], ["--connections", "1000"]),
    "messages": ([], ["--rows", "200000"]),
    "timers": ([], ["--timers", "20000", "--due", "1000", "--beside", "500"]),
    "media": ([], ["--megabytes", "20", "--rounds", "2"]),
    "fanout": ([], ["--sockets", "400", "--conversations", "100", "--rates", "100", "--seconds", "5"]),
    "fairness": ([], ["--rounds", "1", "--seconds", "5", "--bulk", "5000", "--delete", "50000"]),
}
LONGEST = 1200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller and shorter, to see that all of them run")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(ALL)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    failed = []
    for name in arguments.names or ALL:
        full, quick = ALL[name]
        command = [sys.executable, str(HERE / f"{name}.py"), *(quick if arguments.quick else full)]
        if subprocess.run(command, timeout=LONGEST, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
