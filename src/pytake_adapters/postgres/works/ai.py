"""Models, prompts, and what they were taught."""

from functools import cached_property

from pytake_adapters.postgres.ai import PostgresAiSettings, PostgresAiUse, PostgresPrompts
from pytake_adapters.postgres.evaluations import PostgresEvaluations
from pytake_adapters.postgres.knowledge import PostgresKnowledge
from pytake_adapters.postgres.works.bound import Bound


class AiRepositories(Bound):
    """Models, prompts, and what they were taught."""

    @cached_property
    def ai_settings(self) -> PostgresAiSettings:
        """How the company uses language models."""
        return PostgresAiSettings(self.tenant_id, self.raw)

    @cached_property
    def ai_use(self) -> PostgresAiUse:
        """What for."""
        return PostgresAiUse(self.tenant_id, self.raw)

    @cached_property
    def ai_prompts(self) -> PostgresPrompts:
        """Instructions written once."""
        return PostgresPrompts(self.tenant_id, self.raw)

    @cached_property
    def evaluations(self) -> PostgresEvaluations:
        """Questions with known answers."""
        return PostgresEvaluations(self.tenant_id, self.raw)

    @cached_property
    def knowledge(self) -> PostgresKnowledge:
        """What was taught."""
        return PostgresKnowledge(self.tenant_id, self.raw)
