"""The twin as a server of this process: started, asked, stopped."""

import asyncio
import contextlib
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import uvicorn

from pytake_app.twin.admin import Admin
from pytake_app.twin.cloud import Cloud
from pytake_app.twin.erp.server import ErpTwin
from pytake_app.twin.evolution.faults import EvolutionFaultKind
from pytake_app.twin.evolution.server import EvolutionTwin
from pytake_app.twin.faults import Fault, FaultKind, Faults, answer_of
from pytake_app.twin.http import (
    RESET,
    Answer,
    BreakableProtocol,
    Receive,
    Request,
    Scope,
    Send,
    TooLarge,
    json,
    read_body,
)
from pytake_app.twin.media import DOWNLOADS
from pytake_app.twin.models import ModelTwin
from pytake_app.twin.phone import Phones, SaidMedia, Saying
from pytake_app.twin.sending import Sending
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings, TwinTemplate
from pytake_app.twin.shown import PhoneEvent
from pytake_app.twin.state import AcceptedSend, Media, State
from pytake_app.twin.statuses import Statuses
from pytake_app.twin.webhooks import Handshake, Webhooks
from pytake_app.twin.wire import JSON

LONGEST_SILENCE = 120.0
HALF_ARRIVES = 0.05
"""Seconds between half an answer and the end of its connection."""
BACKLOG = 2048


class CloudTwin:
    """A Graph API over real HTTP, an Evolution server below /evolution, ERPs below /erp, language models below /models, and the
    phones of their customers.

    `start` and `stop` it in a running event loop; every other method is called in the same one. `clock` gives UNIX
    seconds: the 24-hour window and the rates go by it.
    """

    def __init__(self, settings: TwinSettings | None = None, *, clock: Callable[[], float] = time.time) -> None:
        settings = settings or TwinSettings()
        self._state = State(settings, clock)
        self._faults = Faults(self._state.chance)
        self._webhooks = Webhooks(self._state)
        self._phones = Phones(self._state, self._webhooks)
        sending = Sending(self._state, Statuses(self._state, self._webhooks))
        self._cloud = Cloud(self._state, sending, self._webhooks)
        self._admin = Admin(self._state, self._faults, self._phones, self._webhooks, self._cloud.reviews)
        self.evolution = EvolutionTwin(settings.evolution, clock, self._state.chance)
        self.erps = ErpTwin(clock)
        self.models = ModelTwin()
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._silent: set[Callable[[], None]] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, and return the base URL. Port 0 is any free one. Raises OSError when the port is taken."""
        if self._server is not None:
            raise RuntimeError("the twin is started already")
        listening = _listening(host, port)
        await self._webhooks.open()
        self._server = _Server(_config(self))
        self._serving = asyncio.get_running_loop().create_task(self._server.serve(sockets=[listening]))
        bound: int = listening.getsockname()[1]
        url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
        await self.evolution.open(url)
        return url

    async def stop(self) -> None:
        """Close everything; posts still unanswered are gone."""
        server, self._server = self._server, None
        if server is None or self._serving is None:
            return
        for reset in tuple(self._silent):
            reset()
        server.end()
        await self._serving
        await self._webhooks.close()
        await self.evolution.close()

    def add_number(self, number: TwinNumber) -> None:
        """New, or in place of the one with the same id."""
        self._state.add_number(number)

    def add_template(self, template: TwinTemplate) -> TwinTemplate:
        """New, or in place of the one of the same name and language; with its id."""
        return self._state.add_template(template)

    @property
    def behaviour(self) -> Behaviour:
        """How it behaves now."""
        return self._state.behaviour

    def behave(self, **settings: Any) -> Behaviour:
        """Change some of the settings of Behaviour. Raises msgspec.ValidationError."""
        self._state.behaviour = self._state.behaviour.changed(settings)
        self._webhooks.staff()
        return self._state.behaviour

    def fault(self, *faults: Fault) -> None:
        """Order trouble, behind what is ordered already."""
        self._faults.order(*faults)

    def cancel_faults(self) -> None:
        """Forget the trouble that did not come yet."""
        self._faults.cancel()

    def say(
        self,
        phone: str,
        to: str,
        *,
        text: str | None = None,
        button: str | None = None,
        row: str | None = None,
        media: SaidMedia | None = None,
        message: JSON | None = None,
        name: str | None = None,
        reply_to: str | None = None,
        username: str | None = None,
        ago: float = 0.0,
    ) -> str:
        """A customer writes, presses a button, picks a list's row, sends a file or a raw message; its id. See Saying.

        Raises CannotSay.
        """
        saying = Saying(
            to=to,
            text=text,
            button=button,
            list=row,
            media=media,
            message=message,
            name=name,
            username=username,
            reply_to=reply_to,
            ago=ago,
        )
        return self._phones.say(phone, saying)

    def conversation(self, phone: str, number: str = "") -> list[PhoneEvent]:
        """What the phone's owner sees, of one number or of all."""
        return self._phones.seen(phone, number=number)

    async def news(self, phone: str, *, after: int = 0, number: str = "", patience: float = 25.0) -> list[PhoneEvent]:
        """What the owner sees after place `after`, as soon as there is something; nothing when patience ends."""
        return await self._phones.news(phone, after=after, number=number, patience=patience)

    def ledger(self) -> Sequence[AcceptedSend]:
        """Every accepted send, in order."""
        return tuple(self._state.ledger)

    def accepted(self) -> Counter[str]:
        """How many times a send with each correlation was accepted."""
        return Counter(self._state.accepted)

    def unacknowledged(self) -> list[str]:
        """Customers' messages whose callback has not answered 200 yet."""
        return [message_id for message_id, said in self._state.said.items() if not said.acknowledged]

    def media(self, media_id: str) -> Media | None:
        """A file that it holds: uploaded, or sent by a customer."""
        return self._state.media.get(media_id)

    def forget(self) -> None:
        """Forget sends, sayings and screens; numbers, templates and open windows stay."""
        self._state.forget()

    @property
    def webhooks(self) -> Webhooks:
        """Its calls: how many were answered, failed, wait; `settled()` waits until none does."""
        return self._webhooks

    async def handshake(self, phone_number_id: str) -> Handshake:
        """Verify the callback of a number, as when its address is set. Raises KeyError."""
        told = self._state.numbers[phone_number_id].told
        return await self._webhooks.shake_hands(told.callback_url, told.verify_token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request, by the ASGI."""
        try:
            request = Request(scope, await read_body(receive))
        except TooLarge:
            await json({"error": "too_large"}, status=413).write(send)
            return
        own = request.steps[0] == "twin"
        if request.steps[0] == "evolution":
            await self._evolution(request, scope, receive, send)
            return
        if (beside := await self._beside(request)) is not None:
            await beside.write(send)
            return
        if own and not request.path.startswith(DOWNLOADS):
            await (await self._admin.answer(request)).write(send)
            return
        fault = self._faults.next_for(request) if self._faults.waiting else None
        if fault is not None:
            await self._troubled(fault, request, scope, receive, send)
            return
        answer = self._cloud.download(request) if own else await self._cloud.answer(request)
        if after := self._state.behaviour.answer_after:
            await asyncio.sleep(after)
        await answer.write(send)

    async def _beside(self, request: Request) -> Answer | None:
        """What the other servers' administration, the ERPs and the models say; None when the request is for none of them."""
        match request.steps:
            case ["twin", "evolution", *_]:
                return self.evolution.admin.answer(request)
            case ["twin", "erp", *_]:
                return self.erps.admin(request)
            case ["erp", *_]:
                return await self.erps.answer(request)
            case ["twin", "models", *_]:
                return self.models.admin(request)
            case ["models", _, *_]:
                return await self.models.answer(request)
        return None

    async def _evolution(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self.evolution.fault_for(request)
        if fault is None:
            await (await self.evolution.answer(request)).write(send)
            return
        if (answer := self.evolution.answer_to(fault.kind)) is not None:
            await answer.write(send)
            return
        taken = await self.evolution.answer(request) if fault.kind.accepts else None
        if fault.kind is EvolutionFaultKind.HALF_BODY and taken is not None:
            await _half(taken, send)
        await self._break_off(scope, receive, waits=fault.kind.waits)

    async def _troubled(self, fault: Fault, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        answer = answer_of(fault)
        if fault.kind is FaultKind.WRONG_BYTES:
            answer = self._cloud.download(request)
            answer.body = answer.body[:-1] + bytes([answer.body[-1] ^ 0xFF]) if answer.body else answer.body
        if answer is not None:
            await answer.write(send)
            return
        taken = await self._cloud.answer(request) if fault.kind.accepts else None
        if fault.kind is FaultKind.HALF and taken is not None:
            await _half(taken, send)
        await self._break_off(scope, receive, waits=fault.kind.waits)

    async def _break_off(self, scope: Scope, receive: Receive, *, waits: bool) -> None:
        """The connection ends without an answer, at once or when its other end gives up."""
        reset: Callable[[], None] = scope["extensions"][RESET]
        if waits:
            self._silent.add(reset)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SILENCE):
                    await _gone(receive)
            self._silent.discard(reset)
        reset()
        await _gone(receive)


async def _half(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
    await asyncio.sleep(HALF_ARRIVES)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Server(uvicorn.Server):
    """Leaves the signals to whoever owns the process, and ends at once instead of at its next look."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Take no more requests, and close."""
        self.should_exit = True
        self._ended.set()

    async def main_loop(self) -> None:
        await self._ended.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    # Named as TCP: without the protocol's number asyncio leaves Nagle's algorithm on, and every answer waits 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _config(twin: CloudTwin) -> uvicorn.Config:
    return uvicorn.Config(
        twin,
        http=BreakableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
