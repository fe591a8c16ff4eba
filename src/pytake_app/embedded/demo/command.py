"""`pytake demo`: starts everything, and stops everything it started."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec
import uvloop

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.demo import folder as folders
from pytake_app.embedded.demo.company import RecordLost
from pytake_app.embedded.demo.live import HOST, Demonstration, Ended
from pytake_app.embedded.errors import DataFolderInUseError, EmbeddedError, ServersStillRunningError
from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Place, Stack, StackError

PORT = 8080
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where it listens and keeps its data."""
    parser.add_argument("--port", type=int, default=PORT, help="port of the API (default: %(default)s)")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="where the data is kept (default: a folder of yours)"
    )
    parser.add_argument("--reset", action="store_true", help="forget the data of earlier demonstrations, and end")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C; the exit code."""
    # Whoever reads the output through a pipe shall see every line when it happens.
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    data = folders.demo_folder(arguments.data)
    try:
        return _reset(data) if arguments.reset else _start(data, arguments.port)
    except DataFolderInUseError as error:
        return _refuse(f"A demonstração já está rodando (processo {error.pid or '?'}): encerre-a antes com Ctrl-C.")
    except ServersStillRunningError:
        return _refuse("Os servidores da última vez ainda estão encerrando. Tente de novo em alguns segundos.")
    except folders.NotADemo:
        return _refuse(f"{data} não é a pasta de uma demonstração; nada foi apagado.")
    except PermissionError as error:
        return _refuse(f"Sem permissão em {error.filename}: use outra pasta (--data) ou o usuário que a criou.")
    except EmbeddedError as error:
        return _refuse(f"Os servidores embutidos não puderam iniciar:\n{error}")
    except (RecordLost, msgspec.DecodeError):
        return _refuse("Os dados da demonstração não estão completos. Comece de novo com: make demo-reset")


def _reset(data: Path) -> int:
    if folders.forget(data):
        say(f"Dados da demonstração apagados ({data}).")
    else:
        say("Não havia dados de demonstração.")
    return 0


def _start(data: Path, port: int) -> int:
    began = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folders.require_free(data)
    if not _free(port):
        return _refuse(f"A porta {port} já está em uso. Escolha outra, por exemplo: make demo PORT={_another(port)}")
    servers = EmbeddedServers(data)
    place = Place(data=data / "app", host=HOST, port=port)
    stack = Stack(servers, place, {"PYTAKE_PROVIDER_HOSTS": HOST, STARTED_BY: str(os.getpid())})
    try:
        say("PyTake — demonstração")
        servers.start()
        place.data.mkdir(mode=0o700, exist_ok=True)
        stack.prepare()
        for name in ("serve", "work"):
            stack.start(name)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Demonstration(servers, stack, data, began, say).run())
    except KeyboardInterrupt:
        pass
    except (Ended, StackError) as error:
        return _refuse(f"{error}\nTudo foi encerrado. Os registros estão em {place.data / 'logs'}")
    finally:
        _stop(stack, servers)
    return 0


def _stop(stack: Stack, servers: EmbeddedServers) -> None:
    # From here on an impatient second Ctrl-C would only leave things behind.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    say("\nEncerrando …")
    stack.stop()
    servers.stop()
    say("Até logo! Os dados ficam guardados; para apagar: make demo-reset")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _another(port: int) -> int:
    return next((each for each in range(port + 1000, port + 1100) if each < 65_536 and _free(each)), 9090)


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1


def say(line: str) -> None:
    """One line to whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
