"""The texts of mail, in three languages."""

from pytake_app.mails.notices import WrittenNotices
from pytake_app.mails.texts import texts_of
from pytake_domain.identity import MailKind
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language

PATHS = {
    MailKind.RECOVERY: "/app/invitation",
    MailKind.INVITATION: "/app/invitation",
    MailKind.VERIFICATION: "/app/verify-email",
}
"""Pages of the console; what is behind `#` never reaches a server's log."""
__all__ = ["WrittenMails", "WrittenNotices"]


class WrittenMails:
    """See MailTexts."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def write(
        self, kind: MailKind, language: Language, *, name: str, company: str, token: Secret, hours: int
    ) -> tuple[str, str]:
        """See the port."""
        texts = texts_of(language)
        link = f"{self._base_url}{PATHS[kind]}#{token.reveal()}"
        given = {"name": name, "company": company, "link": link, "hours": hours, "days": hours // 24}
        wanted = texts[kind.value]
        return wanted["subject"].format_map(given), wanted["text"].format_map(given)
