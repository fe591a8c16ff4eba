"""The command line: one module a command, loaded only when it is asked for."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

from pytake_app.settings import SettingsWrong

COMMANDS = {
    "demo": ("pytake_app.embedded.demo.command", "a whole PyTake with a simulated customer, servers included"),
    "serve": ("pytake_app.commands.serve", "answer HTTP and WebSockets"),
    "work": ("pytake_app.commands.work", "do what waits in the queues"),
    "migrate": ("pytake_app.commands.migrate", "make roles and bring the schema up to date"),
    "doctor": ("pytake_app.doctor.command", "say what is wrong with this set-up, and how to mend it"),
    "health": ("pytake_app.commands.health", "say whether the process of this machine or container is well"),
    "backup": ("pytake_app.commands.backup", "database, files and keys into one sealed file"),
    "restore": ("pytake_app.commands.restore", "a backup into an empty installation"),
    "admin": ("pytake_app.commands.admin", "keys, their rotation, new companies, and who administers all of them"),
    "twin": ("pytake_app.twin.command", "stand in for WhatsApp's Cloud API"),
    "openapi": ("pytake_app.commands.openapi", "print the OpenAPI document"),
    "asyncapi": ("pytake_app.commands.asyncapi", "print the AsyncAPI document"),
    "graphql": ("pytake_app.commands.graphql", "print the GraphQL schema"),
}
"""Each module has `add_arguments(parser)`, which also sets `run`: parsed arguments in, exit code out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="pytake", description="WhatsApp automation for companies.")
    parser.add_argument("--version", action="version", version=f"pytake {version('pytake')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = given[0] if given else ""
    for name, (module, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name == asked:
            import_module(module).add_arguments(command)
    parsed = parser.parse_args(given)
    try:
        return int(parsed.run(parsed))
    except SettingsWrong as error:
        sys.stderr.write(f"pytake: {error}\n")
        return 2


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed by now; threads of libraries that still wait must not meet a half dismantled interpreter.
    os._exit(code)
