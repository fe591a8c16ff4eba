"""Numbers, conversations, messages and their files."""

from functools import cached_property

from pytake_adapters.postgres.conversations import PostgresConversations
from pytake_adapters.postgres.media import PostgresMedia
from pytake_adapters.postgres.messages import PostgresMessages
from pytake_adapters.postgres.mutes import PostgresMutes
from pytake_adapters.postgres.notes import PostgresNotes
from pytake_adapters.postgres.numbers import PostgresNumbers
from pytake_adapters.postgres.outgoing import PostgresOutgoing
from pytake_adapters.postgres.queries.messaging import PostgresMessagingViews
from pytake_adapters.postgres.queries.search import PostgresSearch
from pytake_adapters.postgres.quota import PostgresQuota
from pytake_adapters.postgres.scheduled import PostgresScheduled, PostgresSnoozed
from pytake_adapters.postgres.shelf import PostgresInboxDone, PostgresParked, PostgresShelf
from pytake_adapters.postgres.surveys import PostgresSurveys
from pytake_adapters.postgres.templates import PostgresTemplates
from pytake_adapters.postgres.works.bound import Bound


class MessagingRepositories(Bound):
    """Numbers, conversations, messages and their files."""

    @cached_property
    def numbers(self) -> PostgresNumbers:
        """Numbers."""
        return PostgresNumbers(self.tenant_id, self.sql)

    @cached_property
    def templates(self) -> PostgresTemplates:
        """Templates."""
        return PostgresTemplates(self.tenant_id, self.sql)

    @cached_property
    def conversations(self) -> PostgresConversations:
        """Conversations."""
        return PostgresConversations(self.tenant_id, self.raw, self._config.ids)

    @cached_property
    def messages(self) -> PostgresMessages:
        """Messages."""
        return PostgresMessages(self.tenant_id, self.raw)

    @cached_property
    def media(self) -> PostgresMedia:
        """Files."""
        return PostgresMedia(self.tenant_id, self.sql)

    @cached_property
    def outgoing(self) -> PostgresOutgoing:
        """What waits to leave."""
        return PostgresOutgoing(self.tenant_id, self.raw)

    @cached_property
    def shelf(self) -> PostgresShelf:
        """Statuses that came too early."""
        return PostgresShelf(self.tenant_id, self.raw)

    @cached_property
    def quota(self) -> PostgresQuota:
        """The plan's messages of this month."""
        return PostgresQuota(self.tenant_id, self.raw, self._config.monthly_limits)

    @cached_property
    def parked(self) -> PostgresParked:
        """Elements that could not be read."""
        return PostgresParked(self.tenant_id, self.raw, self._config.ids)

    @cached_property
    def inbox(self) -> PostgresInboxDone:
        """The end of raw webhooks."""
        return PostgresInboxDone(self.tenant_id, self.raw)

    @cached_property
    def views(self) -> PostgresMessagingViews:
        """Lists."""
        return PostgresMessagingViews(self.tenant_id, self.raw)

    @cached_property
    def search(self) -> PostgresSearch:
        """Words in messages."""
        return PostgresSearch(self.tenant_id, self.sql)

    @cached_property
    def scheduled(self) -> PostgresScheduled:
        """Planned messages."""
        return PostgresScheduled(self.tenant_id, self.raw)

    @cached_property
    def snoozed(self) -> PostgresSnoozed:
        """What is out of sight."""
        return PostgresSnoozed(self.tenant_id, self.raw)

    @cached_property
    def surveys(self) -> PostgresSurveys:
        """What customers think."""
        return PostgresSurveys(self.tenant_id, self.raw)

    @cached_property
    def mutes(self) -> PostgresMutes:
        """Who hears nothing of what."""
        return PostgresMutes(self.tenant_id, self.raw)

    @cached_property
    def notes(self) -> PostgresNotes:
        """Internal notes."""
        return PostgresNotes(self.tenant_id, self.sql)
