"""Language models: what they are asked, and through whom."""

from pytake_domain.ai.asking import LONGEST_TEXT
from pytake_domain.ai.errors import (
    AiBudgetSpent,
    AiNotConnected,
    AiProviderUnknown,
    AiRateLimited,
    AiRefused,
    AiTimedOut,
    AiTooLong,
    AiUnavailable,
    AiUnexpectedResponse,
    PromptNameTaken,
    PromptNotFound,
    told,
)
from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.ai.guard import Guard
from pytake_domain.ai.nobody import NoAi, NothingTaught
from pytake_domain.ai.passage import Passage
from pytake_domain.ai.ports import (
    AiDesk,
    AiDirectory,
    AiProvider,
    AiSettingsRepository,
    AiUseRepository,
    AiWork,
    ChatModel,
    Embedder,
    ModelAccess,
    Passages,
)
from pytake_domain.ai.price import Price, PriceBook, price_of
from pytake_domain.ai.prompt import Prompt, PromptRepository, PromptTexts
from pytake_domain.ai.settings import TOOLS, AiSettings, ModelChoice, Part, purpose
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
from pytake_domain.ai.use import LAPSES, OK, AiBudgetReached, AiCall, MonthUse
from pytake_domain.ai.use_cases.ask_models import AskModels, Errand
from pytake_domain.ai.use_cases.assist import AssistPeople, Drafted, Said, Told
from pytake_domain.ai.use_cases.desk import CompanyAi
from pytake_domain.ai.use_cases.prompts import ManagePrompts, PromptDraft
from pytake_domain.ai.use_cases.settings import AiState, ChoiceDraft, ManageAi, SettingsDraft, Tried

__all__ = [
    "ERRORS",
    "LAPSES",
    "LONGEST_TEXT",
    "OK",
    "TOOLS",
    "AiBudgetReached",
    "AiBudgetSpent",
    "AiCall",
    "AiDesk",
    "AiDirectory",
    "AiNotConnected",
    "AiProvider",
    "AiProviderUnknown",
    "AiRateLimited",
    "AiRefused",
    "AiSettings",
    "AiSettingsRepository",
    "AiState",
    "AiTimedOut",
    "AiTooLong",
    "AiUnavailable",
    "AiUnexpectedResponse",
    "AiUseRepository",
    "AiWork",
    "AskModels",
    "AssistPeople",
    "ChatModel",
    "ChoiceDraft",
    "CompanyAi",
    "Drafted",
    "Embedder",
    "Errand",
    "Field",
    "Guard",
    "Label",
    "ManageAi",
    "ManagePrompts",
    "ModelAccess",
    "ModelChoice",
    "ModelFailed",
    "ModelFailure",
    "ModelReply",
    "ModelRequest",
    "MonthUse",
    "NoAi",
    "NothingTaught",
    "Part",
    "Passage",
    "Passages",
    "Price",
    "PriceBook",
    "Prompt",
    "PromptDraft",
    "PromptNameTaken",
    "PromptNotFound",
    "PromptRepository",
    "PromptTexts",
    "Said",
    "SettingsDraft",
    "Speaker",
    "Stopped",
    "Task",
    "TaskKind",
    "Told",
    "Tool",
    "ToolCall",
    "Tried",
    "Turn",
    "Usage",
    "Vectors",
    "fits",
    "price_of",
    "purpose",
    "told",
]
