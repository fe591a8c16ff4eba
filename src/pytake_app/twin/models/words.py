"""What the twin's model knows of language: how texts are cut into words, what is glad or angry, a small dictionary."""

import re
import unicodedata
from collections.abc import Mapping

_STOP = """
a o as os um uma de da do das dos em no na nos nas por para com sem e ou que qual quais como quando onde eu voce me meu minha se
ser esta estou tem ter the is are to of and in my your i you it do does what how when el la los las es en un una mi tu favor pode
posso quero gostaria
"""
_GLAD = "obrigado obrigada otimo otima excelente adorei parabens perfeito feliz bom boa great thanks gracias"
_ANGRY = """
pessimo pessima ruim horrivel absurdo cancelar reclamar raiva lixo nunca demora lento lenta caiu pior terrible bad malo
"""
STOP, GLAD, ANGRY = (frozenset(words.split()) for words in (_STOP, _GLAD, _ANGRY))
ENGLISH: Mapping[str, str] = {
    "ola": "hello",
    "bom dia": "good morning",
    "boa tarde": "good afternoon",
    "obrigado": "thank you",
    "obrigada": "thank you",
    "minha": "my",
    "meu": "my",
    "internet": "internet",
    "esta": "is",
    "lenta": "slow",
    "fatura": "invoice",
    "boleto": "bill",
    "vence": "is due",
    "amanha": "tomorrow",
    "hoje": "today",
    "por favor": "please",
    "preciso": "i need",
    "de": "of",
    "ajuda": "help",
    "nao": "not",
    "funciona": "works",
    "cliente": "customer",
    "quero": "i want",
    "pagar": "to pay",
}
PORTUGUESE: Mapping[str, str] = {english: portuguese for portuguese, english in ENGLISH.items()}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTEST = 3
_STEM = 5


def plain(text: str) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def stems(text: str) -> frozenset[str]:
    """The words that say something, cut to their beginning."""
    words = re.findall(r"[a-z0-9]+", plain(text))
    return frozenset(w[:_STEM] for w in words if len(w) >= _SHORTEST and w not in STOP)


def sentences(text: str) -> list[str]:
    """One after another."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def translated(text: str, language: str) -> str:
    """Word by word, as far as the dictionary goes; pairs of words first."""
    table = ENGLISH if language.lower().startswith("en") else PORTUGUESE
    found = plain(text)
    for said in sorted(table, key=len, reverse=True):
        found = re.sub(rf"\b{said}\b", table[said], found)
    return found[:1].upper() + found[1:]


def mood(text: str) -> tuple[str, float]:
    """`positive`, `negative` or `neutral`, and how far."""
    words = re.findall(r"[a-z]+", plain(text))
    balance = sum(w in GLAD for w in words) - sum(w in ANGRY for w in words)
    name = "positive" if balance > 0 else "negative" if balance < 0 else "neutral"
    return name, min(1.0, abs(balance) / 2)
