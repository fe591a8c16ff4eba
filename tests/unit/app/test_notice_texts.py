"""Mail about notifications in every language: each kind has its words, for one and for many, and nothing is left unfilled."""

import pytest

from pytake_app.mails import WrittenNotices
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language
from pytake_domain.notifications import NoticeTopic, NotificationKind

TOKENS = {topic: Secret(f"token-{topic.value}") for topic in NoticeTopic}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [1, 7])
def test_every_kind_is_said_with_a_link_to_get_less(language: Language, count: int) -> None:
    notice = WrittenNotices("https://pytake.example").write(
        language,
        name="Ana {0} %s",
        company="Rede {Sol}",
        counts=dict.fromkeys(NotificationKind, count),
        tokens=TOKENS,
        all_of_them=Secret("token-all"),
    )
    assert "Rede {Sol}" in notice.subject
    lines = [line for line in notice.text.splitlines() if line.startswith("- ")]
    assert len(set(lines)) == len(NotificationKind)
    assert all(("7" in line) == (count == 7) for line in lines)
    assert "Ana {0} %s" in notice.text
    assert "https://pytake.example/app/" in notice.text
    for topic in NoticeTopic:
        assert f"https://pytake.example/app/less-mail#token-{topic.value}" in notice.text
    assert notice.unsubscribe.reveal() == "https://pytake.example/api/v1/notifications/unsubscribe?token=token-all"


def test_only_what_there_is_is_said() -> None:
    notice = WrittenNotices("https://pytake.example").write(
        Language.EN,
        name="Ana",
        company="Rede Sol",
        counts={NotificationKind.MENTION: 1},
        tokens={NoticeTopic.MENTIONS: Secret("t")},
        all_of_them=Secret("t"),
    )
    assert notice.subject == "A notification at Rede Sol"
    assert [line for line in notice.text.splitlines() if line.startswith("- ")] == [
        "- somebody mentioned you in a note"
    ]
    assert notice.text.count("less-mail#") == 1
