"""What the caller should know."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from pytake_app.http.edge.paging import before_of, listed
from pytake_app.wire.notifications import LessMailOut, NotificationsOut, ReadIn, UnreadOut, notification_out
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import NotificationId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.notifications import BrowseNotifications, MailNotices

MOST_AT_ONCE = 1_000


class NotificationController(Controller):
    """`/api/v1/notifications`."""

    path = "/api/v1/notifications"
    tags = ("users",)

    @get(summary="What the person should know")
    async def all(
        self,
        actor: NamedDependency[Actor],
        browse_notifications: NamedDependency[BrowseNotifications],
        page_request: NamedDependency[PageRequest],
        unread: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> NotificationsOut:
        """Mentions, assignments and numbers that need somebody; newest first, by cursor, for ninety days."""
        before = before_of(page_request.cursor)
        heard = await browse_notifications.list(
            actor, unread=unread, before=NotificationId(before) if before else None, limit=page_request.limit
        )
        more = str(heard.items[-1].id) if len(heard.items) == page_request.limit else None
        shown = listed(Page(items=tuple(map(notification_out, heard.items)), next_cursor=more), page_request)
        return NotificationsOut(data=shown.data, pagination=shown.pagination, unread=heard.unread)

    @post("/unsubscribe", status_code=200, summary="Less mail, by a link of one")
    async def unsubscribe(self, token: FromQuery[str], mail_notices: NamedDependency[MailNotices]) -> LessMailOut:
        """With the token of a mail (RFC 8058), signed in or not: no more mail of what it is about. The body is not looked at."""
        topics = await mail_notices.stop(token)
        return LessMailOut(topics=[topic.value for topic in topics])

    @post("/read", status_code=200, summary="Mark as read")
    async def read(
        self,
        data: JSONBody[ReadIn],
        actor: NamedDependency[Actor],
        browse_notifications: NamedDependency[BrowseNotifications],
    ) -> UnreadOut:
        """Those named, or all of one's own."""
        if data.ids is not None and len(data.ids) > MOST_AT_ONCE:
            raise Invalid(Problem(field="ids", code="too_many", params={"most": MOST_AT_ONCE}))
        ids = None if data.ids is None else [NotificationId(each) for each in data.ids]
        return UnreadOut(unread=await browse_notifications.read(actor, ids))
