"""`pytake graphql`: the schema in GraphQL's own language, without any server."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes no options."""
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print it."""
    from pytake_app.graphql.schema import made

    sys.stdout.write(made().whole.as_str() + "\n")
    return 0
