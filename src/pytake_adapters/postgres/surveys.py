"""Surveys, and how each queue asks."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from pytake_domain.kernel.ids import ConversationId, QueueId, TenantId
from pytake_domain.messaging import Survey, SurveyRules

COMPANY = UUID(int=0)
"""In place of a queue: the rules of the whole company."""
PUT = """
INSERT INTO survey_rules (tenant_id, queue_id, enabled, question, thanks, comment_question) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, queue_id) DO UPDATE SET enabled = excluded.enabled, question = excluded.question,
  thanks = excluded.thanks, comment_question = excluded.comment_question"""
ADD = """
INSERT INTO surveys (tenant_id, id, conversation_id, contact_id, number_id, queue_id, user_id, message_id, asked_at, score,
  comment, answered_at, comment_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
NEWEST = """
SELECT s.* FROM unnest($2::uuid[]) AS w(id), LATERAL (
  SELECT * FROM surveys i WHERE i.tenant_id = $1 AND i.conversation_id = w.id AND i.asked_at >= $3 ORDER BY i.id DESC LIMIT 1
) AS s"""


class PostgresSurveys:
    """Of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def rules(self) -> Sequence[SurveyRules]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM survey_rules WHERE tenant_id = $1 ORDER BY queue_id", self._tenant_id
        )
        return [_rules(row) for row in rows]

    async def rules_for(self, queue_id: QueueId | None) -> SurveyRules | None:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM survey_rules WHERE tenant_id = $1 AND queue_id = ANY($2::uuid[]) ORDER BY queue_id DESC LIMIT 1",
            self._tenant_id,
            [COMPANY, *([queue_id] if queue_id is not None else [])],
        )
        return None if row is None else _rules(row)

    async def put_rules(self, rules: SurveyRules) -> None:
        """See the port."""
        texts = (rules.question, rules.thanks, rules.comment_question)
        await self._raw.execute(PUT, self._tenant_id, rules.queue_id or COMPANY, rules.enabled, *texts)

    async def add(self, survey: Survey) -> None:
        """See the port."""
        await self._raw.execute(
            ADD,
            self._tenant_id,
            survey.id,
            survey.conversation_id,
            survey.contact_id,
            survey.number_id,
            survey.queue_id,
            survey.user_id,
            survey.message_id,
            survey.asked_at,
            survey.score,
            survey.comment,
            survey.answered_at,
            survey.comment_until,
        )

    async def save(self, survey: Survey) -> None:
        """See the port."""
        await self._raw.execute(
            "UPDATE surveys SET score = $3, comment = $4, answered_at = $5, comment_until = $6"
            " WHERE tenant_id = $1 AND id = $2",
            self._tenant_id,
            survey.id,
            survey.score,
            survey.comment,
            survey.answered_at,
            survey.comment_until,
        )

    async def newest(
        self, ids: Sequence[ConversationId], since: dt.datetime, *, lock: bool = False
    ) -> dict[ConversationId, Survey]:
        """See the port. Conversations are locked by then, so that nobody else answers; the lock guards against the rest."""
        rows = await self._raw.fetch(NEWEST, self._tenant_id, list(ids), since)
        if lock and rows:
            rows = await self._raw.fetch(
                "SELECT * FROM surveys WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
                self._tenant_id,
                [row["id"] for row in rows],
            )
        return {survey.conversation_id: survey for survey in map(_survey, rows)}

    async def of(self, conversation_id: ConversationId) -> Sequence[Survey]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM surveys WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY id DESC",
            self._tenant_id,
            conversation_id,
        )
        return [_survey(row) for row in rows]


def _rules(row: asyncpg.Record) -> SurveyRules:
    return SurveyRules(
        queue_id=None if row["queue_id"] == COMPANY else row["queue_id"],
        enabled=row["enabled"],
        question=row["question"],
        thanks=row["thanks"],
        comment_question=row["comment_question"],
    )


def _survey(row: asyncpg.Record) -> Survey:
    return Survey(
        id=row["id"],
        tenant_id=row["tenant_id"],
        conversation_id=row["conversation_id"],
        contact_id=row["contact_id"],
        number_id=row["number_id"],
        queue_id=row["queue_id"],
        user_id=row["user_id"],
        message_id=row["message_id"],
        asked_at=row["asked_at"],
        score=row["score"],
        comment=row["comment"],
        answered_at=row["answered_at"],
        comment_until=row["comment_until"],
    )
