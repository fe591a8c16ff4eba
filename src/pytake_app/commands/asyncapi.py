"""`pytake asyncapi`: events as a document, without any server."""

import argparse
import sys

import msgspec


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes no options."""
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print it as JSON."""
    from pytake_app.asyncapi import document

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document()), indent=2) + b"\n")
    return 0
