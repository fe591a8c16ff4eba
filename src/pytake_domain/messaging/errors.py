"""What can go wrong with conversations and messages."""

from pytake_domain.kernel.errors import Conflict, Forbidden, Invalid, LimitReached, NotFound, TooLarge, Unavailable


class WindowClosed(Conflict):
    """The 24 h customer service window is closed: only a template may be sent."""

    code = "WINDOW_CLOSED"


class ContactBlocked(Conflict):
    """The contact is blocked: nothing is sent."""

    code = "CONTACT_BLOCKED"


class RecipientUnreachable(Conflict):
    """A provider said lately that none of the contact's addresses takes messages on WhatsApp; `force` has it tried again."""

    code = "RECIPIENT_UNREACHABLE"


class OptedOut(Conflict):
    """The contact said no to marketing."""

    code = "OPTED_OUT"


class NotTheOwner(Forbidden):
    """Only the owner of a conversation may speak; `owner` says who has it."""

    code = "NOT_THE_OWNER"


class TransitionRefused(Conflict):
    """The conversation can't do that from its present status; `status` names it."""

    code = "TRANSITION_REFUSED"


class ConversationNotFound(NotFound):
    """No such conversation, or not one of yours."""

    code = "CONVERSATION_NOT_FOUND"


class MessageNotFound(NotFound):
    """No such message in this tenant."""

    code = "MESSAGE_NOT_FOUND"


class NotResendable(Conflict):
    """Only a failed outbound message can be sent again."""

    code = "NOT_RESENDABLE"


class NotReadable(Conflict):
    """Only an inbound message with a provider's id can be marked as read."""

    code = "NOT_READABLE"


class QuotaReached(LimitReached):
    """The plan's messages of this month are used up."""

    code = "MESSAGE_QUOTA_REACHED"


class ConversationOpen(Conflict):
    """This contact has an open conversation on this number already; `conversation_id` names it."""

    code = "CONVERSATION_OPEN"


class NothingSent(Unavailable):
    """The store went away before anything was sent: the batch is as it was."""

    code = "NOTHING_SENT"


class MediaRefused(Invalid):
    """A file that is not stored: of a forbidden type, another one than said, broken, or a bomb; the problem says which."""

    code = "MEDIA_REFUSED"


class MediaNotFound(NotFound):
    """No such file, or one of a conversation that is not yours."""

    code = "MEDIA_NOT_FOUND"


class MediaNotReady(Conflict):
    """The file is still being fetched from the provider; ask again in a moment."""

    code = "MEDIA_NOT_READY"


class MediaMissing(NotFound):
    """The file was never received, and won't be; `reason` says why."""

    code = "MEDIA_MISSING"


class MediaLinkUnusable(Invalid):
    """The address gives no file that we may or can fetch; the problem says why."""

    code = "MEDIA_LINK_UNUSABLE"


class VoiceToolMissing(Invalid):
    """This installation can't make voice notes: the tool that converts sounds is not installed."""

    code = "VOICE_TOOL_MISSING"


class ScheduledNotFound(NotFound):
    """No such planned message, or not one of yours."""

    code = "SCHEDULED_NOT_FOUND"


class ScheduledOver(Conflict):
    """It was sent, cancelled or failed already; `state` says which."""

    code = "SCHEDULED_OVER"


class ExportTooLong(TooLarge):
    """More messages than a transcript of this form takes; `allowed` is the most. Export a period, or another form."""

    code = "EXPORT_TOO_LONG"
