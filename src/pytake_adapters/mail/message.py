"""A mail as RFC 5322 has it."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy

from pytake_domain.identity import Mail, MailRefused


class _Whole(str):
    """A header that no policy folds: mail programs don't undo what folding makes of an address of hundreds of characters."""

    __slots__ = ("name",)
    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """From the tenant's own address where it has one. Raises MailRefused for what is no address."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(_line(mail.sender_name), addr_spec=mail.sender_address or sender)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = _line(mail.subject)
        # The same errand run again is the same message to whoever looks.
        message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
    except (ValueError, IndexError, RecursionError, MessageError) as error:
        raise MailRefused(reason=type(error).__name__) from error
    if mail.unsubscribe is not None:
        message.set_raw("List-Unsubscribe", _unsubscribe(mail.unsubscribe.reveal()))
        # RFC 8058: the mail program posts there by itself.
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, charset="utf-8")
    return message


def _line(text: str) -> str:
    return " ".join(text.split())


def _unsubscribe(address: str) -> _Whole:
    if not address.isascii() or not address.isprintable() or {" ", "<", ">"} & set(address):
        raise MailRefused(reason="unsubscribe")
    whole = _Whole(f"<{address}>")
    whole.name = "List-Unsubscribe"
    return whole
