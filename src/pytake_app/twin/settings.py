"""What a twin is told: its numbers, its templates, and how it behaves."""

from typing import Annotated, Any

import msgspec

from pytake_app.twin.evolution.settings import EvolutionSettings

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]

DEFAULT_APP = "634974688087057"
DEFAULT_BUSINESS = "506914307656634"


class TwinNumber(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number as its provider knows it. Without a `callback_url` nothing is called."""

    phone_number_id: str
    display_phone_number: str
    waba_id: str
    access_token: str
    app_secret: str
    callback_url: str = ""
    verify_token: str = ""
    app_id: str = DEFAULT_APP
    business_id: str = DEFAULT_BUSINESS
    verified_name: str = "PyTake"
    status: str = "CONNECTED"
    quality_rating: str = "GREEN"
    messaging_limit: str = "TIER_2K"
    messages_per_second: Annotated[int, msgspec.Meta(ge=1)] = 80
    is_on_biz_app: bool = False

    @property
    def digits(self) -> str:
        """The number as a WhatsApp id."""
        return "".join(character for character in self.display_phone_number if character.isdigit())


class TwinTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template of an account; `components` as the provider lists them: HEADER, BODY, FOOTER, BUTTONS."""

    waba_id: str
    name: str
    language: str = "pt_BR"
    category: str = "UTILITY"
    status: str = "APPROVED"
    components: tuple[dict[str, Any], ...] = ()
    parameter_format: str = "POSITIONAL"
    id: str = ""


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the twin behaves; can be changed while it runs.

    `sent`, `delivered` and `read` are seconds after acceptance, None for never; `review` is how long a template waits for
    approval, None for ever. A post carries at most `batch` updates,
    gathered for `batch_wait` seconds. `duplicates` is the share of posts made twice, `drops` the share of statuses never
    told, `shuffle` tells statuses in any order. `answer_after` holds the answer of an accepted send back for so many
    seconds. `window`, `pair_rate` and `throughput` switch those refusals on. `undeliverable` names phones and the error
    code each meets; codes in `late` are accepted first and told by a failed status, as the provider usually does.
    `posts_at_once` callbacks may be under way, each for `patience` seconds; a failed one is repeated after `first_gap`
    seconds, then ever later up to `longest_gap`.
    """

    sent: Seconds | None = 0.05
    delivered: Seconds | None = 0.15
    read: Seconds | None = 0.5
    review: Seconds | None = 1.0
    batch: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    batch_wait: Seconds = 0.0
    duplicates: Share = 0.0
    drops: Share = 0.0
    shuffle: bool = False
    answer_after: Seconds = 0.0
    window: bool = True
    pair_rate: bool = True
    throughput: bool = True
    undeliverable: dict[str, int] = {}
    late: tuple[int, ...] = (130472, 131026, 131049, 131050)
    posts_at_once: Annotated[int, msgspec.Meta(ge=1, le=256)] = 16
    patience: Annotated[float, msgspec.Meta(gt=0)] = 10.0
    first_gap: Annotated[float, msgspec.Meta(gt=0)] = 0.5
    longest_gap: Annotated[float, msgspec.Meta(gt=0)] = 30.0

    def changed(self, given: dict[str, Any]) -> "Behaviour":
        """With these settings instead. Raises msgspec.ValidationError."""
        return msgspec.convert({**msgspec.to_builtins(self), **given}, Behaviour)


class TwinSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A twin at its start; `seed` makes its chances repeatable."""

    numbers: tuple[TwinNumber, ...] = ()
    templates: tuple[TwinTemplate, ...] = ()
    behaviour: Behaviour = Behaviour()
    evolution: EvolutionSettings = EvolutionSettings()
    seed: int | None = None
