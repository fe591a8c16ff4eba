"""The command line: `pytake serve | work | migrate | openapi | doctor | twin | demo | admin`."""

import argparse
import sys
from collections.abc import Sequence

import msgspec

from pytake_app.settings import Settings, SettingsWrong, read


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = argparse.ArgumentParser(prog="pytake", description="WhatsApp automation: serve, work, migrate and more.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer HTTP and WebSockets")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--uds", help="listen on a Unix socket instead")
    commands.add_parser("work", help="do what waits in the queues")
    migrate = commands.add_parser("migrate", help="make roles and bring the schema up to date")
    migrate.add_argument("--url", help="sign in as somebody who may create roles; default: DATABASE_OWNER_URL")
    commands.add_parser("openapi", help="print the OpenAPI document")
    parsed = parser.parse_args(arguments)

    try:
        return _COMMANDS[parsed.command](parsed)
    except SettingsWrong as error:
        print(f"pytake: {error}", file=sys.stderr)
        return 2


def _serve(parsed: argparse.Namespace) -> int:
    import uvicorn

    from pytake_app.app import create_app
    from pytake_app.observability.logging import configure
    from pytake_app.wiring.container import build

    settings = _settings(needed=True)
    configure(settings.log_level, settings.log_format)
    app = create_app(build(settings))
    uvicorn.run(
        app,
        host=parsed.host or settings.host,
        port=parsed.port or settings.port,
        uds=parsed.uds,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        ws_max_size=64 * 1024,
        backlog=4096,
    )
    return 0


def _work(parsed: argparse.Namespace) -> int:  # noqa: ARG001  no options
    import uvloop

    from pytake_app.observability.logging import configure
    from pytake_app.wiring.container import build, close
    from pytake_app.worker.process import Worker, work

    settings = _settings(needed=True)
    configure(settings.log_level, settings.log_format)

    async def run() -> None:
        container = build(settings, notify=False)
        try:
            await work(Worker(container))
        finally:
            await close(container)

    uvloop.run(run())
    return 0


def _migrate(parsed: argparse.Namespace) -> int:
    from pytake_adapters.postgres.migrate import upgrade
    from pytake_app.wiring.adapters import owner_url

    url = parsed.url or owner_url(_settings(needed=False))
    upgrade(url)
    print("schema is up to date")
    return 0


def _openapi(parsed: argparse.Namespace) -> int:  # noqa: ARG001  no options
    from pytake_app.openapi import document

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document()), indent=2) + b"\n")
    return 0


def _settings(*, needed: bool) -> Settings:

    settings = read()
    missing = settings.missing() if needed else []
    if missing:
        raise SettingsWrong(f"set {', '.join(missing)}; docs/settings.md explains each")
    return settings


_COMMANDS = {"serve": _serve, "work": _work, "migrate": _migrate, "openapi": _openapi}


if __name__ == "__main__":
    sys.exit(main())
