"""The running demonstration: the twin beside API and worker, a customer who writes, and an eye on everybody."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from pytake_app.embedded.demo import record as records
from pytake_app.embedded.demo.company import COMPANY, PHONE, make_company
from pytake_app.embedded.demo.crowd import Crowd
from pytake_app.embedded.demo.customer import HUMAN, Customer
from pytake_app.embedded.demo.ending import SIGNALS, Ending
from pytake_app.embedded.demo.record import DemoRecord
from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Stack, StackError
from pytake_app.settings import read
from pytake_app.twin import CloudTwin, TwinNumber, TwinSettings
from pytake_app.wiring.container import build, close
from pytake_domain.whatsapp import WhatsAppNumber

_T = TypeVar("_T")
HOST = "127.0.0.1"
TWIN_AFTER = 10
"""The twin's port is so far behind the API's, when that one is free."""
READY_SECONDS = 60.0
_LOOK_SECONDS = 0.2


class Ended(Exception):
    """Something ended that should run; the message says what."""


class Demonstration:
    """Everything between the start of the processes and their end. `began` is a monotonic time, `say` shows a line."""

    def __init__(
        self, servers: EmbeddedServers, stack: Stack, data: Path, began: float, say: Callable[[str], None]
    ) -> None:
        self._servers = servers
        self._stack = stack
        self._data = data
        self._began = began
        self._say = say
        self._twin = CloudTwin(TwinSettings(behaviour=HUMAN))

    async def run(self, ending: Ending) -> None:
        """Until SIGINT or SIGTERM. Raises Ended, StackError, RecordLost."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, stopping.set)
        if ending.asked():
            stopping.set()
        tasks = [loop.create_task(work) for work in (self._live(), self._watch(), _until(stopping))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._twin.stop()

    async def _live(self) -> None:
        twin_url = await self._start_twin()
        record, number = await _to_its_end(self._company(twin_url))
        self._twin.add_number(self._as_provider_knows_it(record, number))
        await self._ready()
        await self._twin.handshake(record.phone_number_id)
        customer = Customer(self._twin, record.phone_number_id, self._say)
        self._welcome(twin_url, record, customer)
        following = asyncio.get_running_loop().create_task(customer.follow())
        others = asyncio.get_running_loop().create_task(Crowd(self._twin, record.phone_number_id).live())
        try:
            if await customer.talk():
                self._say(
                    "\nAgora é com você: escreva pelo telefone acima. Ctrl-C encerra tudo."
                    f"\nOutros doze clientes continuam escrevendo; acompanhe no console: {self._stack.place.base_url}/app/"
                )
            else:
                self._say(f"\nA resposta não chegou. Veja o que houve em {self._stack.place.data / 'logs'}")
            await following
        finally:
            following.cancel()
            others.cancel()
            await asyncio.gather(following, others, return_exceptions=True)

    async def _start_twin(self) -> str:
        try:
            return await self._twin.start(HOST, self._stack.place.port + TWIN_AFTER)
        except (OSError, OverflowError):
            return await self._twin.start(HOST, 0)

    async def _company(self, twin_url: str) -> tuple[DemoRecord, WhatsAppNumber]:
        record = records.load(self._data) or records.keep(self._data, records.new_record())
        container = build(read(self._stack.environment))
        try:
            return await make_company(container, record, twin_url, lambda new: records.keep(self._data, new))
        finally:
            await close(container)

    def _as_provider_knows_it(self, record: DemoRecord, number: WhatsAppNumber) -> TwinNumber:
        return TwinNumber(
            phone_number_id=record.phone_number_id,
            display_phone_number=number.phone_number or PHONE,
            waba_id=record.business_account_id,
            access_token=record.access_token,
            app_secret=record.app_secret,
            verified_name=COMPANY,
            callback_url=f"{self._stack.place.base_url}/api/v1/whatsapp/webhook/{number.id}",
            verify_token=number.webhook_verify_token,
        )

    async def _ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                # Asked in short turns, so that nobody waits for the thread when it is time to end.
                await asyncio.to_thread(self._stack.wait_ready, _LOOK_SECONDS)
            except StackError:
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def _welcome(self, twin_url: str, record: DemoRecord, customer: Customer) -> None:
        api = self._stack.place.base_url
        self._say(
            f"""Pronto em {time.monotonic() - self._began:.1f} s.

  Console     {api}/app/
  API         {api}
  Documentos  {api}/docs  e  {api}/redoc
  Telefone    {twin_url}/twin/  (escreva como se fosse um cliente)
  ERP         um IXC de demonstração; o CPF 529.982.247-25 tem uma fatura vencida
  IA          um modelo de demonstração, que responde por regras
  Login       {record.email}  senha {record.password}

{customer.name} ({customer.phone}) está escrevendo para o {COMPANY}:
"""
        )

    async def _watch(self) -> None:
        """Raises Ended when one of the processes has ended."""
        pids = {
            "serve (API)": self._stack.pid("serve"),
            "work (fila)": self._stack.pid("work"),
            "PostgreSQL": self._servers.postgres_pid,
            "Valkey": self._servers.valkey_pid,
        }
        while True:
            for name, pid in pids.items():
                if _has_ended(pid):
                    raise Ended(f"O processo {name} terminou sozinho.")
            await asyncio.sleep(_LOOK_SECONDS)


async def _to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Its result; whoever cancels this waits as well, since connections that are cut within a statement are complained about."""
    working = asyncio.get_running_loop().create_task(work)
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.gather(working, return_exceptions=True)
        raise


async def _until(stopping: asyncio.Event) -> None:
    await stopping.wait()


def _has_ended(pid: int) -> bool:
    """Of a child of ours; whoever started it may still ask how it ended."""
    with contextlib.suppress(ChildProcessError):
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    return True
