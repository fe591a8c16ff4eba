"""Start embedded servers in a process of their own: prints where they are as JSON, stops them when its input ends.

Arguments: the data folder, and optionally the folder for copied programs.
"""

import json
import sys
import time
from pathlib import Path

from pytake_app.embedded import EmbeddedError, EmbeddedServers


def main() -> int:
    began = time.perf_counter()
    cache = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    servers = EmbeddedServers(Path(sys.argv[1]), cache=cache)
    try:
        servers.start()
    except EmbeddedError as error:
        sys.stdout.write(json.dumps({"error": type(error).__name__, "message": str(error)}) + "\n")
        return 1
    answer = {
        "dsn": servers.postgres_admin_dsn,
        "redis": servers.redis_url,
        "postgres": servers.postgres_pid,
        "valkey": servers.valkey_pid,
        "seconds": time.perf_counter() - began,
    }
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    servers.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
