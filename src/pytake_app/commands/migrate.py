"""`pytake migrate`: roles and schema."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who signs in."""
    parser.add_argument("--url", help="sign in as somebody who may create roles (default: DATABASE_OWNER_URL)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date; safe to repeat."""
    from pytake_adapters.postgres.migrate import upgrade
    from pytake_app.settings import SettingsWrong, read
    from pytake_app.wiring.adapters import owner_url

    url = arguments.url
    if not url:
        settings = read()
        if not settings.database_url and not settings.database_owner_url:
            raise SettingsWrong("set DATABASE_URL or DATABASE_OWNER_URL, or give --url")
        url = owner_url(settings)
    upgrade(url)
    sys.stdout.write("schema is up to date\n")
    return 0
