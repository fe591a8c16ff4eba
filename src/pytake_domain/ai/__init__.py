"""Language models: what they are asked, and through whom; and what a company teaches them."""

from pytake_domain.ai.errors import AiProviderUnknown, DocumentUnreadable, KnowledgeNotFound
from pytake_domain.ai.events import KnowledgeChanged, KnowledgeMove
from pytake_domain.ai.failure import ModelFailed, ModelFailure
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
from pytake_domain.ai.nobody import NoAi, NoEmbeddings
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
from pytake_domain.ai.use_cases.find import EmbedKnowledge, FindPassages
from pytake_domain.ai.use_cases.learn import LearnKnowledge
from pytake_domain.ai.use_cases.teach import TeachKnowledge

__all__ = [
    "CHARACTERS_MOST",
    "EMBED",
    "ERRORS",
    "KNOWLEDGE_LIMITS",
    "LARGEST_FILE",
    "LONGEST_TITLE",
    "PAGES_MOST",
    "READ",
    "AiDesk",
    "AiDirectory",
    "AiProvider",
    "AiProviderUnknown",
    "Block",
    "BlockKind",
    "ChatModel",
    "DocumentReader",
    "DocumentUnreadable",
    "EmbedKnowledge",
    "Embedder",
    "Embeddings",
    "Field",
    "FindPassages",
    "FoundPiece",
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
    "ModelAccess",
    "ModelFailed",
    "ModelFailure",
    "ModelReply",
    "ModelRequest",
    "NoAi",
    "NoEmbeddings",
    "Page",
    "Pages",
    "Passage",
    "Passages",
    "Piece",
    "ReadDocument",
    "SourceKind",
    "Speaker",
    "Stopped",
    "Task",
    "TaskKind",
    "TeachKnowledge",
    "Tool",
    "ToolCall",
    "Turn",
    "Usage",
    "Vectors",
    "cut",
    "fused",
]
