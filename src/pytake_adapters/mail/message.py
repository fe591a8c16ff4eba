"""A mail as RFC 5322 has it."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from pytake_domain.identity import Mail, MailRefused


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
    except (ValueError, IndexError) as error:
        raise MailRefused(reason=type(error).__name__) from error
    message.set_content(mail.text, charset="utf-8")
    return message


def _line(text: str) -> str:
    return " ".join(text.split())
