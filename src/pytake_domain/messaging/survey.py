"""Surveys: how a customer liked being served, asked once when a person resolves the conversation."""

import datetime as dt
import re

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts import match_opt_out
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, NumberId, QueueId, SurveyId, TenantId, UserId
from pytake_domain.kernel.text import Language
from pytake_domain.whatsapp import Capabilities, Content, ListMenu, Reply, Row, Section, Support, Text

OPEN_FOR = dt.timedelta(hours=24)
COMMENT_FOR = dt.timedelta(minutes=30)
TEXT_MOST = 1_000
COMMENT_MOST = 2_000
SCORES = range(1, 6)
_CHOICE = re.compile(r"csat:([0-9a-f-]{36}):([1-5])")
_WORDS = {
    Language.PT_BR: ("Avaliar", ("Péssimo", "Ruim", "Regular", "Bom", "Ótimo"), "Responda com um número de 1 a 5:"),
    Language.EN: ("Rate", ("Terrible", "Poor", "Fair", "Good", "Great"), "Answer with a number from 1 to 5:"),
    Language.ES: (
        "Calificar",
        ("Pésimo", "Malo", "Regular", "Bueno", "Excelente"),
        "Responde con un número del 1 al 5:",
    ),
}
QUESTION = {
    Language.PT_BR: "Como você avalia o nosso atendimento?",
    Language.EN: "How do you rate our service?",
    Language.ES: "¿Cómo calificas nuestra atención?",
}
THANKS = {
    Language.PT_BR: "Obrigado pela avaliação!",
    Language.EN: "Thank you for rating us!",
    Language.ES: "¡Gracias por tu calificación!",
}


class SurveyRules(msgspec.Struct, frozen=True, kw_only=True):
    """Whether and how a queue's customers are asked; those of no queue hold wherever a queue has none of its own. Empty texts
    are the usual ones; without a `comment_question` no comment is asked for.
    """

    queue_id: QueueId | None = None
    enabled: bool = False
    question: str = ""
    thanks: str = ""
    comment_question: str = ""

    def __post_init__(self) -> None:
        for field in ("question", "thanks", "comment_question"):
            if len(getattr(self, field)) > TEXT_MOST:
                raise Invalid(Problem(field=field, code="too_long", params={"most": TEXT_MOST}))


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one customer, about who served them. `comment_until`: until then a text that comes is the comment."""

    id: SurveyId
    tenant_id: TenantId
    conversation_id: ConversationId
    contact_id: ContactId
    number_id: NumberId
    asked_at: dt.datetime
    queue_id: QueueId | None = None
    user_id: UserId | None = None
    message_id: MessageId | None = None
    score: int | None = None
    comment: str = ""
    answered_at: dt.datetime | None = None
    comment_until: dt.datetime | None = None

    def scored(self, score: int, at: dt.datetime, *, asks_comment: bool) -> "Survey":
        """The answer; of several, the last one counts while it may be given."""
        until = at + COMMENT_FOR if asks_comment else None
        return replace(self, score=score, answered_at=at, comment_until=until)

    def commented(self, text: str) -> "Survey":
        """The comment, once."""
        return replace(self, comment=text[:COMMENT_MOST], comment_until=None)

    def score_in(self, content: Content, at: dt.datetime, *, over: bool) -> int | None:
        """The score that a message gives: a tap on this question's menu, or a lone number while the conversation is over."""
        if at > self.asked_at + OPEN_FOR:
            return None
        if isinstance(content, Reply):
            found = _CHOICE.fullmatch(content.id or "")
            return int(found[2]) if found is not None and found[1] == str(self.id) else None
        if over and self.score is None and isinstance(content, Text) and content.body.strip() in map(str, SCORES):
            return int(content.body.strip())
        return None

    def comment_in(self, content: Content, at: dt.datetime, *, over: bool) -> str | None:
        """The comment that a message is, if it is one. Words such as SAIR are never comments."""
        if not over or self.comment_until is None or at > self.comment_until or not isinstance(content, Text):
            return None
        return None if match_opt_out(content.body) is not None else content.body.strip() or None


def names_survey(content: Content) -> bool:
    """Is it a tap on the menu of some survey?"""
    return isinstance(content, Reply) and _CHOICE.fullmatch(content.id or "") is not None


def question_of(rules: SurveyRules, survey: Survey, capabilities: Capabilities, language: Language) -> Content:
    """A menu where the provider has them, else a text with numbers."""
    button, words, ask = _WORDS[language]
    body = rules.question.strip() or QUESTION[language]
    rows = tuple(Row(id=f"csat:{survey.id}:{n}", title=f"{n} - {words[n - 1]}") for n in reversed(SCORES))
    menu = ListMenu(body=body, button=button, sections=(Section(rows=rows),))
    if capabilities.of(menu).support is Support.NATIVE:
        return menu
    lines = "\n".join(f"{n} - {words[n - 1]}" for n in reversed(SCORES))
    return Text(body=f"{body}\n\n{ask}\n{lines}")
