"""An import: a file on its way to becoming contacts."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.contacts.consent import ConsentGiven
from pytake_domain.contacts.importing.rows import ImportPlan, PersonRow
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import ContactId, ContactListId, ImportId, UserId

LARGEST_FILE = 100 * 1024 * 1024
PIECE = 256 * 1024
ROWS_MOST = 1_000_000
BATCH = 1_000
IMPORT = "contacts.import"
"""The kind of job that goes on with an import."""


class ImportState(StrEnum):
    """It waits or is being read; it is read to its end; it could not be read."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ContactImport(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is: rows seen, and what became of them. `seen` is their sum, at every moment. `titles`: the file's first row,
    where it is its head.
    """

    id: ImportId
    filename: str
    state: ImportState
    created_at: dt.datetime
    updated_at: dt.datetime
    actor_kind: ActorKind
    actor_id: UserId | None = None
    plan: ImportPlan | None = None
    titles: tuple[str, ...] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problem: Problem | None = None

    @property
    def seen(self) -> int:
        """Rows of people that were read, whatever became of them."""
        return self.created + self.updated + self.unchanged + self.refused


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch, by the contacts' ids."""

    created: tuple[ContactId, ...] = ()
    updated: tuple[ContactId, ...] = ()
    unchanged: tuple[ContactId, ...] = ()
    agreed: tuple[ContactId, ...] = ()
    rows: Mapping[ContactId, PersonRow] = {}
    """Which row was whose."""


class TakingTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for all rows of a batch."""

    at: dt.datetime
    updates: bool = True
    list_id: ContactListId | None = None
    consent: ConsentGiven | None = None


class ImportPayload(msgspec.Struct, frozen=True):
    """Payload of the job."""

    import_id: ImportId
