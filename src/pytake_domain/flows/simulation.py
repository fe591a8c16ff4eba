"""A simulation: a scene somebody plays with, move by move, and back again."""

import datetime as dt

import msgspec

from pytake_domain.flows.errors import SimulationTooLong
from pytake_domain.flows.scene import MOST_MOVES, Move, Play, Scene, play
from pytake_domain.kernel.ids import FlowId, SimulationId, TenantId, UserId

LIFE = dt.timedelta(days=1)
"""How long after its last move it is kept."""


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """The scene and every move so far: where it stands follows from these, so that a step back is one move less.

    `of_version` is the number of the version that is played; None for the draft as it was when the simulation began.
    """

    id: SimulationId
    tenant_id: TenantId
    flow_id: FlowId
    scene: Scene
    created_at: dt.datetime
    updated_at: dt.datetime
    of_version: int | None = None
    moves: tuple[Move, ...] = ()
    created_by: UserId | None = None

    def moved(self, move: Move, at: dt.datetime) -> "Simulation":
        """One move on. Raises SimulationTooLong."""
        if len(self.moves) >= MOST_MOVES:
            raise SimulationTooLong(most=MOST_MOVES)
        return msgspec.structs.replace(self, moves=(*self.moves, move), updated_at=at)

    def back(self, at: dt.datetime) -> "Simulation":
        """One move less; at the beginning nothing changes."""
        return msgspec.structs.replace(self, moves=self.moves[:-1], updated_at=at)

    def played(self) -> Play:
        """Where it stands."""
        return play(self.scene, self.moves)
