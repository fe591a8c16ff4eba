"""`pytake serve`: the API as a process."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, when it is not what the settings say."""
    parser.add_argument("--host", help="address to listen on (default: PYTAKE_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (default: PYTAKE_PORT)")
    parser.add_argument("--uds", metavar="PATH", help="listen on a Unix socket instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answer until SIGINT or SIGTERM."""
    import uvicorn

    from pytake_app.app import create_app
    from pytake_app.commands.parent import end_with_parent
    from pytake_app.commands.ready import required_settings, usable_container
    from pytake_app.observability.logging import configure

    end_with_parent()
    settings = required_settings()
    configure(settings.log_level, settings.log_format)
    uvicorn.run(
        create_app(usable_container(settings)),
        host=arguments.host or settings.host,
        port=settings.port if arguments.port is None else arguments.port,
        uds=arguments.uds,
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
