"""Mail about notifications: how many of what, nothing of whom, so that it may be shown on a locked screen."""

from collections.abc import Mapping

from pytake_app.mails.texts import texts_of
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language
from pytake_domain.notifications import Notice, NoticeTopic, NotificationKind

STOP = "/api/v1/notifications/unsubscribe"


class WrittenNotices:
    """See NoticeTexts."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

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
        texts = texts_of(language)["notice"]
        total = sum(counts.values())
        given = {"name": name, "company": company, "count": total, "link": f"{self._base_url}/app/"}
        lines = [
            "- " + texts[f"{kind.value}_{'one' if counts[kind] == 1 else 'many'}"].format(count=counts[kind])
            for kind in NotificationKind
            if counts.get(kind)
        ]
        stops = [
            texts[f"stop_{topic.value}"] + f"\n{self._base_url}/app/less-mail#{tokens[topic].reveal()}"
            for topic in NoticeTopic
            if topic in tokens
        ]
        text = texts["text"].format_map({**given, "lines": "\n".join(lines), "stops": "\n".join(stops)})
        subject = texts["subject_one" if total == 1 else "subject_many"].format_map(given)
        return Notice(
            subject=subject, text=text, unsubscribe=Secret(f"{self._base_url}{STOP}?token={all_of_them.reveal()}")
        )
