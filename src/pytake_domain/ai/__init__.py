"""Language models: what they are asked, and through whom."""

from pytake_domain.ai.errors import AiProviderUnknown
from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.ai.nobody import NoAi
from pytake_domain.ai.passage import Passage
from pytake_domain.ai.ports import (
    AiDesk,
    AiDirectory,
    AiProvider,
    ChatModel,
    Embedder,
    ModelAccess,
    Passages,
)
from pytake_domain.ai.shape import fits
from pytake_domain.ai.talk import (
    ModelReply,
    ModelRequest,
    Speaker,
    Stopped,
    Tool,
    ToolCall,
    Turn,
    Usage,
    Vectors,
)
from pytake_domain.ai.task import ERRORS, Field, Label, Task, TaskKind

__all__ = [
    "ERRORS",
    "AiDesk",
    "AiDirectory",
    "AiProvider",
    "AiProviderUnknown",
    "ChatModel",
    "Embedder",
    "Field",
    "Label",
    "ModelAccess",
    "ModelFailed",
    "ModelFailure",
    "ModelReply",
    "ModelRequest",
    "NoAi",
    "Passage",
    "Passages",
    "Speaker",
    "Stopped",
    "Task",
    "TaskKind",
    "Tool",
    "ToolCall",
    "Turn",
    "Usage",
    "Vectors",
    "fits",
]
