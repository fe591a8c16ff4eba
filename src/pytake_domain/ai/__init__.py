"""Language models: what they are asked, and through whom; and what a company teaches them."""

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
    DocumentUnreadable,
    EvaluationNotFound,
    KnowledgeNotFound,
    PromptNameTaken,
    PromptNotFound,
    told,
)
from pytake_domain.ai.evaluation import EVALUATE, Against, Evaluation, EvaluationState, Expectation, Judged, judge
from pytake_domain.ai.events import KnowledgeChanged, KnowledgeMove
from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.ai.guard import Guard
from pytake_domain.ai.knowledge.cutting import Piece, cut
from pytake_domain.ai.knowledge.document import (
    EMBED,
    KNOWLEDGE_LIMITS,
    READ,
    KnowledgeDocument,
    KnowledgeLimits,
    KnowledgeState,
    KnowledgeUse,
    SourceKind,
)
from pytake_domain.ai.knowledge.fusing import FoundPiece, fused
from pytake_domain.ai.knowledge.ports import DocumentReader, Embeddings, KnowledgeRepository, KnowledgeWork, Page, Pages
from pytake_domain.ai.knowledge.reading import (
    CHARACTERS_MOST,
    LARGEST_FILE,
    LONGEST_TITLE,
    PAGES_MOST,
    Block,
    BlockKind,
    ReadDocument,
)
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
from pytake_domain.ai.talk import ModelReply, ModelRequest, Speaker, Stopped, Tool, ToolCall, Turn, Usage, Vectors
from pytake_domain.ai.task import ERRORS, Field, Label, Task, TaskKind
from pytake_domain.ai.use import LAPSES, OK, AiBudgetReached, AiCall, MonthUse
from pytake_domain.ai.use_cases.ask_models import AskModels, Errand
from pytake_domain.ai.use_cases.assist import AssistPeople, Drafted, Said, Told
from pytake_domain.ai.use_cases.desk import CompanyAi
from pytake_domain.ai.use_cases.evaluate import EvaluateAnswers, EvaluationDraft, EvaluationRepository, EvaluationWork
from pytake_domain.ai.use_cases.find import CompanyEmbeddings, EmbedKnowledge, FindPassages
from pytake_domain.ai.use_cases.learn import LearnKnowledge
from pytake_domain.ai.use_cases.prompts import ManagePrompts, PromptDraft
from pytake_domain.ai.use_cases.settings import AiState, ChoiceDraft, ManageAi, SettingsDraft, Tried
from pytake_domain.ai.use_cases.teach import TeachKnowledge

__all__ = [
    "CHARACTERS_MOST",
    "EMBED",
    "ERRORS",
    "EVALUATE",
    "KNOWLEDGE_LIMITS",
    "LAPSES",
    "LARGEST_FILE",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "OK",
    "PAGES_MOST",
    "READ",
    "TOOLS",
    "Against",
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
    "Block",
    "BlockKind",
    "ChatModel",
    "ChoiceDraft",
    "CompanyAi",
    "CompanyEmbeddings",
    "DocumentReader",
    "DocumentUnreadable",
    "Drafted",
    "EmbedKnowledge",
    "Embedder",
    "Embeddings",
    "Errand",
    "EvaluateAnswers",
    "Evaluation",
    "EvaluationDraft",
    "EvaluationNotFound",
    "EvaluationRepository",
    "EvaluationState",
    "EvaluationWork",
    "Expectation",
    "Field",
    "FindPassages",
    "FoundPiece",
    "Guard",
    "Judged",
    "KnowledgeChanged",
    "KnowledgeDocument",
    "KnowledgeLimits",
    "KnowledgeMove",
    "KnowledgeNotFound",
    "KnowledgeRepository",
    "KnowledgeState",
    "KnowledgeUse",
    "KnowledgeWork",
    "Label",
    "LearnKnowledge",
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
    "Page",
    "Pages",
    "Part",
    "Passage",
    "Passages",
    "Piece",
    "Price",
    "PriceBook",
    "Prompt",
    "PromptDraft",
    "PromptNameTaken",
    "PromptNotFound",
    "PromptRepository",
    "PromptTexts",
    "ReadDocument",
    "Said",
    "SettingsDraft",
    "SourceKind",
    "Speaker",
    "Stopped",
    "Task",
    "TaskKind",
    "TeachKnowledge",
    "Told",
    "Tool",
    "ToolCall",
    "Tried",
    "Turn",
    "Usage",
    "Vectors",
    "cut",
    "fits",
    "fused",
    "judge",
    "price_of",
    "purpose",
    "told",
]
