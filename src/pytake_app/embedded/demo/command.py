"""`pytake demo`: starts everything, and stops everything it started."""

import argparse
import asyncio
import io
import os
import socket
import sys
import time
from pathlib import Path

import msgspec
import uvloop

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.demo import folder as folders
from pytake_app.embedded.demo.company import RecordLost
from pytake_app.embedded.demo.ending import Ending
from pytake_app.embedded.demo.live import HOST, Demonstration, Ended
from pytake_app.embedded.errors import DataFolderInUseError, EmbeddedError, ServersStillRunningError
from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Place, Stack, StackError

PORT = 8080
NOT_OURS = {"DATABASE_WORKER_URL": "", "DATABASE_OWNER_URL": ""}
"""Settings of another installation, should this shell have them."""


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
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Whoever reads through a pipe sees every line when it happens, and an odd terminal what it can show.
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
    data = folders.demo_folder(arguments.data)
    try:
        return _reset(data) if arguments.reset else _start(data, arguments.port)
    except KeyboardInterrupt:
        return 0
    except (EmbeddedError, folders.NotADemo, RecordLost, msgspec.DecodeError, PermissionError) as error:
        sys.stderr.write(f"{_why(error, data)}\n")
        return 1


def _why(error: Exception, data: Path) -> str:
    """What happened and what to do about it."""
    match error:
        case DataFolderInUseError():
            return f"A demonstração já está rodando (processo {error.pid or '?'}): encerre-a antes com Ctrl-C."
        case ServersStillRunningError():
            return "Os servidores da última vez ainda estão encerrando. Tente de novo em alguns segundos."
        case folders.NotADemo():
            return f"{data} não é a pasta de uma demonstração; nada foi apagado."
        case PermissionError():
            return f"Sem permissão em {error.filename}: use o usuário que criou a pasta, ou outra pasta com --data."
        case EmbeddedError():
            return f"Os servidores embutidos não puderam iniciar:\n{error}"
    return "Os dados guardados da demonstração estão incompletos. Comece de novo com: make demo-reset"


def _reset(data: Path) -> int:
    if folders.forget(data):
        say(f"Dados da demonstração apagados ({data}).")
    else:
        say("Não havia dados de demonstração.")
    return 0


def _start(data: Path, port: int) -> int:
    began = time.monotonic()
    ending = Ending()
    ending.listen()
    folders.require_free(data)
    if why := _port_problem(port):
        sys.stderr.write(f"{why}\n")
        return 1
    servers = EmbeddedServers(data)
    place = Place(data=data / "app", host=HOST, port=port)
    # Its ERPs are the twin's, on this machine.
    reach = {"PYTAKE_PROVIDER_HOSTS": HOST, "PYTAKE_ALLOW_PRIVATE_URLS": "true"}
    stack = Stack(servers, place, {**NOT_OURS, **reach, STARTED_BY: str(os.getpid())})
    say("PyTake — demonstração")
    ending.unless_asked(servers.start, servers.stop)
    try:
        ending.unless_asked(lambda: _prepare(stack), servers.stop)
        if not ending.asked():
            for name in ("serve", "work"):
                stack.start(name)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(Demonstration(servers, stack, data, began, say).run(ending))
    except (Ended, StackError) as error:
        sys.stderr.write(f"{error} Encerrando o resto; os registros estão em {place.data / 'logs'}\n")
        return 1
    finally:
        ending.ignore()
        _stop(stack, servers)
    return 0


def _prepare(stack: Stack) -> None:
    stack.place.data.mkdir(mode=0o700, exist_ok=True)
    stack.prepare()


def _stop(stack: Stack, servers: EmbeddedServers) -> None:
    say("\nEncerrando …")
    stack.stop()
    servers.stop()
    say("Até logo! Os dados ficam guardados; para apagar: make demo-reset")


def _port_problem(port: int) -> str | None:
    """Why the API can't have this port, and which one it could."""
    if (reason := _taken(port)) is None:
        return None
    other = next((each for each in range(9090, 9190) if _taken(each) is None), 0)
    return f"A porta {port} {reason}. Escolha outra: make demo PORT={other}  (ou: pytake demo --port {other})"


def _taken(port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return "só pode ser usada pelo administrador do sistema"
        except OverflowError:
            return "não existe"
        except OSError:
            return "já está em uso"
    return None


def say(line: str) -> None:
    """One line to whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
