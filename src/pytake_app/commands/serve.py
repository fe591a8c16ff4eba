"""`pytake serve`: the API as a process."""

import argparse
from contextlib import suppress
from pathlib import Path

FAILED = 3
"""As uvicorn's own command ends when an application does not start."""
NICE = 10
"""How far people's requests step back behind the provider's, where each has a process."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, when it is not what the settings say."""
    parser.add_argument("--host", help="address to listen on (default: PYTAKE_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (default: PYTAKE_PORT)")
    parser.add_argument("--uds", metavar="PATH", help="listen on a Unix socket instead")
    parser.add_argument(
        "--behind",
        action="store_true",
        help="give way to other processes: for people and programs, where another `serve` takes the provider's webhooks",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answer until SIGINT or SIGTERM; after SIGTERM `PYTAKE_DRAIN_SECONDS` longer, for those who send requests here to notice."""
    import uvicorn
    from msgspec.structs import replace

    from pytake_app.app import create_app
    from pytake_app.commands.behind import step_back_here
    from pytake_app.commands.draining import DrainingServer
    from pytake_app.commands.heads import HeadProtocol
    from pytake_app.commands.parent import end_with_parent
    from pytake_app.commands.ready import required_settings, usable_container
    from pytake_app.http.edge.draining import Draining
    from pytake_app.observability.logging import configure
    from pytake_app.realtime.socket import LARGEST

    end_with_parent()
    settings = required_settings()
    configure(settings.log_level, settings.log_format)
    if arguments.behind:
        step_back_here(NICE)
        settings = replace(settings, nice=NICE)
    draining = Draining()
    config = uvicorn.Config(
        create_app(usable_container(settings), draining),
        host=arguments.host or settings.host,
        port=settings.port if arguments.port is None else arguments.port,
        uds=arguments.uds,
        loop="uvloop",
        http=HeadProtocol,
        ws="websockets-sansio",
        # By default, what fails at the start is taken for an application that has none.
        lifespan="on",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        # Longer than proxies keep an idle connection (60 s): they close first, never in the moment in which they send.
        timeout_keep_alive=75,
        ws_max_size=LARGEST,
        backlog=4096,
    )
    server = DrainingServer(config, draining, settings.drain_seconds)
    try:
        with suppress(KeyboardInterrupt):
            server.run()
    finally:
        if arguments.uds:
            Path(arguments.uds).unlink(missing_ok=True)
    return 0 if server.started else FAILED
