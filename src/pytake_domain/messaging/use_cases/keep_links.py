"""What flows send by an address of their author's: fetched once, kept, and sent as a file of ours."""

import asyncio
import datetime as dt

import msgspec

from pytake_domain.kernel.errors import PytakeError, TooLarge
from pytake_domain.kernel.ids import MediaId, MessageId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import MediaLinkUnusable, MediaRefused
from pytake_domain.messaging.media_in import links_in, with_media
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases.store_media import StoreMedia, kept
from pytake_domain.whatsapp import Content, FailureCode, Media, SendFailure

REMEMBERED = dt.timedelta(minutes=10)
"""So long a file that was fetched is used for further messages with its address; later the address may give another."""
MOST_REMEMBERED = 1000
A_FEW_TRIES = 3
PASSING = frozenset({"link_too_slow", "link_unreachable"})
BUSY, SERVER_ERROR = 429, 500

_Key = tuple[TenantId, str]
_Fetched = MediaId | SendFailure


class KeepLinks:
    """However many messages name the same address at once, it is fetched once."""

    def __init__(self, *, open_work: OpenWork[MessagingWork], storing: StoreMedia, clock: Clock) -> None:
        self._open_work = open_work
        self._storing = storing
        self._clock = clock
        self._under_way: dict[_Key, asyncio.Task[_Fetched]] = {}
        self._known: dict[_Key, tuple[dt.datetime, MediaId]] = {}

    async def kept(
        self, tenant_id: TenantId, message_id: MessageId, content: Content, *, patience: float
    ) -> Content | SendFailure | None:
        """The content with files of ours, which its message has from now on; why it can't be; None while it takes longer
        than `patience` seconds.
        """
        wanted = {media.url or "": media for _, media in links_in(content)}
        if not wanted:
            return content
        tasks = {url: self._task((tenant_id, url), media) for url, media in wanted.items()}
        _, unfinished = await asyncio.wait(tasks.values(), timeout=patience)
        if unfinished:
            return None
        made: dict[str, Media] = {}
        for url, task in tasks.items():
            if isinstance(fetched := task.result(), SendFailure):
                return fetched
            made[url] = msgspec.structs.replace(wanted[url], media_id=str(fetched), url=None)
        ours = with_media(content, lambda media: kept(media, made))
        return await self._noted(tenant_id, message_id, ours)

    async def _noted(self, tenant_id: TenantId, message_id: MessageId, content: Content) -> Content | SendFailure:
        """Another try of the message, or whoever reads it, finds the file."""
        try:
            async with self._open_work(tenant_id) as work:
                message = (await work.messages.get_all([message_id])).get(message_id)
                if message is not None:
                    await work.messages.save_all([msgspec.structs.replace(message, content=content)])
        except PytakeError as error:
            return _failed(str(error), passing=True)
        return content

    def _task(self, key: _Key, media: Media) -> "asyncio.Task[_Fetched]":
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.get_running_loop().create_task(self._fetched(key, media))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return task

    async def _fetched(self, key: _Key, media: Media) -> _Fetched:
        now = self._clock.now()
        known = self._known.get(key)
        if known is not None and now < known[0]:
            return known[1]
        try:
            stored = await self._storing.behind(*key, filename=media.filename)
        except MediaLinkUnusable as error:
            return _unusable(error)
        except (MediaRefused, TooLarge) as error:
            return _failed(str(error), passing=False)
        except PytakeError as error:
            return _failed(str(error), passing=True)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = (now + REMEMBERED, stored.id)
        return stored.id


def _unusable(error: MediaLinkUnusable) -> SendFailure:
    problem = next(iter(error.problems), None)
    code, status = (problem.code, problem.params.get("status")) if problem else (error.code, None)
    passing = code in PASSING or (isinstance(status, int) and (status == BUSY or status >= SERVER_ERROR))
    return _failed(code if status is None else f"{code}: HTTP {status}", passing=passing)


def _failed(detail: str, *, passing: bool) -> SendFailure:
    """Nothing has left: trying again does no harm, and is of use where the trouble passes."""
    tries = A_FEW_TRIES if passing else 0
    return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, retryable=passing, most_tries=tries, detail=detail)
