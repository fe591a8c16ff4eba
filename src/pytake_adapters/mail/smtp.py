"""A mail server: STARTTLS where it offers it, TLS from the start with `smtps`."""

from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.errors import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from pytake_adapters.mail.message import message_of
from pytake_domain.identity import Mail, MailRefused
from pytake_domain.kernel.errors import Unavailable

SECONDS = 20.0
PERMANENT = 500


class SmtpMailer:
    """See Mailer. A connection a mail: they are few."""

    is_set_up = True

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        """See the port."""
        message = message_of(mail, self._sender)
        try:
            await aiosmtplib.send(
                message,
                sender=parseaddr(self._sender)[1],
                recipients=[mail.to],
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._tls,
                timeout=SECONDS,
            )
        except SMTPRecipientsRefused as error:
            if all(refused.code >= PERMANENT for refused in error.recipients):
                raise MailRefused(reason=str(error.recipients[0].code)) from error
            raise _away(error) from error
        except SMTPResponseException as error:
            if error.code >= PERMANENT and not isinstance(error, aiosmtplib.SMTPAuthenticationError):
                raise MailRefused(reason=str(error.code)) from error
            raise _away(error) from error
        except (SMTPException, OSError) as error:
            raise _away(error) from error


def _away(error: BaseException) -> Unavailable:
    return Unavailable(dependency="mail", detail=type(error).__name__)
