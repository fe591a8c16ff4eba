"""Language models: what they are asked, and through whom."""

from pytake_domain.ai.nobody import NoAi
from pytake_domain.ai.ports import AiDesk
from pytake_domain.ai.task import ERRORS, Field, Label, Task, TaskKind

__all__ = ["ERRORS", "AiDesk", "Field", "Label", "NoAi", "Task", "TaskKind"]
