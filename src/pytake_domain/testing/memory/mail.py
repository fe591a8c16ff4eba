"""Mail in memory: what would have left is kept."""

from collections.abc import Mapping

from pytake_domain.identity import Mail, MailKind, MailRefused
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language
from pytake_domain.notifications import Notice, NoticeTopic, NotificationKind


class MemoryMailer:
    """See Mailer."""

    def __init__(self) -> None:
        self.is_set_up = True
        self.away = False
        self.refused: set[str] = set()
        self.sent: list[Mail] = []

    async def send(self, mail: Mail) -> None:
        """See the port."""
        if self.away:
            raise Unavailable(dependency="mail")
        if mail.to in self.refused or " " in mail.to or "@" not in mail.to:
            raise MailRefused(reason="550")
        self.sent.append(mail)


class PlainMailTexts:
    """See MailTexts: kind and language, and the token alone."""

    def write(
        self, kind: MailKind, language: Language, *, name: str, company: str, token: Secret, hours: int
    ) -> tuple[str, str]:
        """See the port."""
        return f"{kind.value} {language.value} {name} {company} {hours}", token.reveal()


class PlainNoticeTexts:
    """See NoticeTexts: counts and tokens by name."""

    def write(
        self,
        language: Language,
        *,
        name: str,
        company: str,
        counts: Mapping[NotificationKind, int],
        tokens: Mapping[NoticeTopic, Secret],
        all_of_them: Secret,
    ) -> Notice:
        """See the port."""
        said = " ".join(f"{kind.value}={count}" for kind, count in sorted(counts.items()))
        lines = [f"{topic.value} {token.reveal()}" for topic, token in sorted(tokens.items())]
        return Notice(
            subject=f"{language.value} {name} {company} {said}", text="\n".join(lines), unsubscribe=all_of_them
        )
