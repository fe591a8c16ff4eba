"""`pytake work`: a worker as a process."""

import argparse
from pathlib import Path

NICE = 19
"""How far bulk, and its share of the database, steps back when there is not a core for everybody."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One option, everything else is in the settings."""
    parser.add_argument(
        "--part",
        choices=("all", "talk", "bulk"),
        default="all",
        help="bulk: campaigns, statuses and housekeeping; talk: the rest, so that neither takes a core from the other "
        "(default: %(default)s)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM; batches in hand are finished."""
    import uvloop
    from msgspec.structs import replace

    from pytake_app.commands.behind import step_back_here
    from pytake_app.commands.parent import end_with_parent
    from pytake_app.commands.ready import required_settings, usable_container
    from pytake_app.observability.logging import configure
    from pytake_app.observability.recent import Recent
    from pytake_app.observability.tracing import observed
    from pytake_app.wiring.container import close
    from pytake_app.worker.process import Part, Worker, work

    end_with_parent()
    settings = required_settings()
    configure(settings.log_level, settings.log_format)

    part = Part(arguments.part)
    if part is Part.BULK:
        step_back_here(NICE)
        settings = replace(settings, nice=NICE)
    container = usable_container(settings, notify=False)

    async def serve() -> None:
        service = "worker" if part is Part.ALL else f"worker-{part.value}"
        recent = Recent(container.adapters().recent_records())
        try:
            async with observed(recent, service, settings.otlp_endpoint):
                await work(Worker(container, part), Path(settings.alive_file) if settings.alive_file else None)
        finally:
            await close(container)

    uvloop.run(serve())
    return 0
