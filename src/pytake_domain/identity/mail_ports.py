"""What mail needs from outside."""

from typing import Protocol

from pytake_domain.identity.mail import Mail, MailKind
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language


class Mailer(Protocol):
    """Sends mail; called by jobs, never while a transaction is open."""

    @property
    def is_set_up(self) -> bool:
        """Does this installation send mail at all?"""
        ...

    async def send(self, mail: Mail) -> None:
        """The server took it. Raises MailRefused for what no repetition would mend, Unavailable when it is away."""
        ...


class MailTexts(Protocol):
    """What mail says, in people's languages."""

    def write(
        self, kind: MailKind, language: Language, *, name: str, company: str, token: Secret, hours: int
    ) -> tuple[str, str]:
        """Subject and text, with a link that carries the token."""
        ...
