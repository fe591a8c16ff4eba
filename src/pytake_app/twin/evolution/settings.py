"""What the Evolution side of a twin is told at its start, and how it behaves."""

from typing import Annotated, Any

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class EvolutionBehaviour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it behaves; can be changed while it runs.

    A QR code is replaced every `qr_every` seconds, `qr_limit` times. `server_ack`, `delivered` and `read` are seconds after a
    send, None for never. `duplicates` is the share of posts made twice, `drops` the share of acknowledgements never told,
    `shuffle` tells them in any order. `refused` names phones at which messages turn to ERROR, `absent` those that are not on
    WhatsApp. A callback has `patience` seconds; what it refuses with 400, 401, 403, 404 or 422 is dropped, all else is repeated
    after `first_gap` seconds, then ever later up to `longest_gap`, ten times in all.
    """

    qr_every: Annotated[float, msgspec.Meta(gt=0)] = 45.0
    qr_limit: Annotated[int, msgspec.Meta(ge=1)] = 30
    server_ack: Seconds | None = 0.05
    delivered: Seconds | None = 0.15
    read: Seconds | None = 0.5
    duplicates: Share = 0.0
    drops: Share = 0.0
    shuffle: bool = False
    refused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    patience: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    first_gap: Annotated[float, msgspec.Meta(gt=0)] = 5.0
    longest_gap: Annotated[float, msgspec.Meta(gt=0)] = 300.0

    def changed(self, given: dict[str, Any]) -> "EvolutionBehaviour":
        """With these settings instead. Raises msgspec.ValidationError."""
        return msgspec.convert({**msgspec.to_builtins(self), **given}, EvolutionBehaviour)


class EvolutionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The server's own key, and the version it says it is of."""

    api_key: str = "twin-evolution-key"
    version: str = "2.3.7"
    behaviour: EvolutionBehaviour = EvolutionBehaviour()
