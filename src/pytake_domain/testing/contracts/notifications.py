"""What the domain relies on from whoever stores notifications."""

import datetime as dt

from msgspec.structs import replace

from pytake_domain.kernel.ids import NotificationId, UserId
from pytake_domain.notifications import Notification, NotificationKind
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

MINUTE = dt.timedelta(minutes=1)


class NotificationsContract(OnGround):
    """What each person should know."""

    async def test_each_is_stored_once_and_read_by_its_person(self, place: Place, neighbour: Place) -> None:
        bia, cid = UserId(fresh()), UserId(fresh())
        first, second = sorted((NotificationId(fresh()), NotificationId(fresh())))
        mention = Notification(
            id=first,
            tenant_id=place.tenant.id,
            user_id=bia,
            kind=NotificationKind.MENTION,
            at=AT,
            detail="Ana",
            conversation_id=place.conversation.id,
        )
        alert = replace(
            mention,
            id=second,
            kind=NotificationKind.NUMBER_ALERT,
            detail="banned",
            conversation_id=None,
            number_id=place.number.id,
        )
        others = replace(alert, user_id=cid)
        async with place.work() as work:
            assert await work.notifications.add([]) == []
            assert list(await work.notifications.add([mention])) == [mention]
        async with place.work() as work:
            fresh_ones = await work.notifications.add([mention, alert, others])
            assert {(n.user_id, n.id) for n in fresh_ones} == {(bia, second), (cid, second)}
        async with place.work() as work:
            found = await work.notifications.of(bia, unread=False, before=None, limit=10)
            assert list(found) == [alert, mention]
            assert list(await work.notifications.of(bia, unread=False, before=second, limit=10)) == [mention]
            assert list(await work.notifications.of(bia, unread=False, before=None, limit=1)) == [alert]
            assert await work.notifications.unread(bia) == 2
            await work.notifications.read(bia, [first, NotificationId(fresh())], AT + MINUTE)
        async with place.work() as work:
            assert list(await work.notifications.of(bia, unread=True, before=None, limit=10)) == [alert]
            assert await work.notifications.unread(bia) == 1
            await work.notifications.read(bia, None, AT + 2 * MINUTE)
        async with place.work() as work:
            kept = await work.notifications.of(bia, unread=False, before=None, limit=10)
            assert [n.read_at for n in kept] == [AT + 2 * MINUTE, AT + MINUTE]
            assert (await work.notifications.unread(bia), await work.notifications.unread(cid)) == (0, 1)
        async with neighbour.work() as work:
            assert list(await work.notifications.of(bia, unread=False, before=None, limit=10)) == []
            await work.notifications.read(cid, None, AT)
        async with place.work() as work:
            assert await work.notifications.unread(cid) == 1

    async def test_each_belongs_to_one_mail_until_it_left(self, place: Place, neighbour: Place) -> None:
        bia, mail, later = UserId(fresh()), fresh(), fresh()
        ids = sorted(NotificationId(fresh()) for _ in range(4))
        first, quiet, read, second = (
            Notification(
                id=each, tenant_id=place.tenant.id, user_id=bia, kind=NotificationKind.MENTION, at=AT, by_mail=n != 1
            )
            for n, each in enumerate(ids)
        )
        async with place.work() as work:
            await work.notifications.add([first, quiet, read, replace(first, user_id=UserId(fresh()))])
            await work.notifications.read(bia, [read.id], AT)
        async with neighbour.work() as work:
            assert list(await work.notifications.owed(bia, mail)) == []
        async with place.work() as work:
            assert list(await work.notifications.owed(bia, mail)) == [first]
            await work.notifications.add([second])
        async with place.work() as work:
            assert list(await work.notifications.owed(bia, mail)) == [first]
            assert list(await work.notifications.owed(bia, later)) == [second]
            assert list(await work.notifications.owed(bia, mail)) == [first]
            await work.notifications.mailed(bia, mail, AT)
        async with place.work() as work:
            assert list(await work.notifications.owed(bia, mail)) == []
            await work.notifications.read(bia, None, AT)
            assert list(await work.notifications.owed(bia, later)) == []
