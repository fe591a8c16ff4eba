"""Words by which people stop or resume marketing, per language; a tenant may have its own."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pytake_domain.kernel.text import fold


class Wish(StrEnum):
    """What a word asks for."""

    STOP = "stop"
    RESUME = "resume"


STOP_WORDS: Mapping[str, tuple[str, ...]] = {
    "pt-BR": ("sair", "parar", "cancelar", "descadastrar", "remover"),
    "en": ("stop", "unsubscribe", "cancel", "optout", "opt out"),
    "es": ("baja", "alto", "darme de baja", "cancelar suscripción"),
}
RESUME_WORDS: Mapping[str, tuple[str, ...]] = {
    "pt-BR": ("voltar a receber", "quero receber"),
    "en": ("start", "unstop", "subscribe"),
    "es": ("alta", "quiero recibir"),
}
_STOP = frozenset(fold(word) for words in STOP_WORDS.values() for word in words)
_RESUME = frozenset(fold(word) for words in RESUME_WORDS.values() for word in words)
LONGEST_WORD = 40


def match(text: str, *, extra: Sequence[str] = ()) -> Wish | None:
    """What the whole message asks for, when it is just such a word; `extra` are the tenant's own words to stop.

    A sentence that merely contains one ("não quero cancelar") asks for nothing.
    """
    if len(text) > LONGEST_WORD:
        return None
    said = fold(text)
    if said in _STOP or said in {fold(word) for word in extra}:
        return Wish.STOP
    return Wish.RESUME if said in _RESUME else None
