"""How the twin's model thinks: what is asked for is seen by the shape of the answer and by the tools, the rest by words."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from pytake_app.twin.models.flows import drawn
from pytake_app.twin.models.reading import value_of
from pytake_app.twin.models.words import mood, plain, sentences, stems, translated

_BLOCK = re.compile(r'<data-(\w+) name="(\w+)">\n(.*?)\n</data-\1>', re.DOTALL)
_PASSAGE = re.compile(r"^\[(\d+)\] (.*?)$\n(.*?)(?=^\[\d+\] |\Z)", re.DOTALL | re.MULTILINE)
_LABEL = re.compile(r"^- ([^:\n]+)(?:: (.*))?$", re.MULTILINE)
_KNOWS = 0.34
"""The share of a question's words that a passage has to hold to answer it."""
UNKNOWN = "Não sei responder isso com o que me foi dado."
_TOPICS: Mapping[str, str] = {
    "list_invoices": "fatura boleto conta segunda via",
    "payment_options": "pagar pix codigo",
    "list_plans": "planos plano velocidade contratar",
    "identify": "cpf cnpj documento",
    "find_customers": "cpf cnpj cadastro",
    "connection_status": "conexao internet caiu online",
    "open_ticket": "chamado visita tecnico",
    "trust_unlock": "desbloqueio desbloquear confianca",
    "transfer": "atendente humano pessoa alguem",
    "tag": "marque etiqueta",
}


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A request, whichever protocol it came by. `results` are answers of tools, in order; `called` the names that were called."""

    system: str
    user: str
    schema: Mapping[str, Any] | None = None
    tools: Sequence[Mapping[str, Any]] = ()
    results: Sequence[str] = ()
    called: Sequence[str] = ()

    @property
    def blocks(self) -> dict[str, str]:
        """What stands between marks, by name; what stands outside of any is `text`."""
        found = {name: text for _, name, text in _BLOCK.findall(self.user)}
        around = _BLOCK.sub("", self.user).strip()
        return {"text": around, **found} if around else found


class Thought(msgspec.Struct, frozen=True, kw_only=True):
    """What the model says: a text, the object that was asked for, or a tool with its arguments."""

    text: str = ""
    value: dict[str, Any] | None = None
    call: tuple[str, dict[str, Any]] | None = None


def think(heard: Heard) -> Thought:
    """The same for the same request."""
    heard = msgspec.structs.replace(heard, results=[_BLOCK.sub(r"\3", each) for each in heard.results])
    if heard.tools and (wanted := _tool(heard)) is not None:
        return Thought(call=wanted)
    if heard.schema is not None:
        return Thought(value=_shaped(heard, heard.schema))
    blocks = heard.blocks
    if heard.results:
        return Thought(text=f"Encontrei: {heard.results[-1][:300]}")
    first = sentences(blocks.get("text", ""))[:1] or [UNKNOWN]
    return Thought(text=f"Entendi: {first[0]}")


def _tool(heard: Heard) -> tuple[str, dict[str, Any]] | None:
    text = heard.blocks.get("text", "")
    words = stems(text)
    for tool in heard.tools:
        name = str(tool["name"])
        arguments = _arguments(tool, text, heard.results)
        if name in heard.called or arguments is None or name == "give_answer":
            continue
        if words & (stems(_TOPICS.get(name, "")) or stems(str(tool.get("description", "")))):
            return name, arguments
    final = next((t for t in heard.tools if t["name"] == "give_answer"), None)
    if final is None:
        return None
    return "give_answer", _shaped(heard, final["parameters"])


def _arguments(tool: Mapping[str, Any], text: str, results: Sequence[str]) -> dict[str, Any] | None:
    """Of what the text and earlier answers say; None when something required is known of neither."""
    schema = tool.get("parameters") or {}
    found: dict[str, Any] = {}
    for name, each in schema.get("properties", {}).items():
        value = each["enum"][0] if "enum" in each else value_of(name, each.get("type"), text)
        if value is None and name.endswith("_id"):
            value = _id_in(name, results)
        if value is None and name in ("subject", "description", "reason"):
            value = text[:200]
        if value is not None:
            found[name] = value
    return found if all(name in found for name in schema.get("required", ())) else None


def _id_in(name: str, results: Sequence[str]) -> str | None:
    """What earlier answers call it: a customer is known by its own record, a contract by the customer's, others by lists."""
    for said in reversed(results):
        try:
            value = msgspec.json.decode(said)
        except msgspec.MsgspecError:
            continue
        if name == "contract_id" and isinstance(value, dict):
            value = value.get("contract")
        elif isinstance(value, list) and name != "customer_id":
            value = value[0] if value else None
        if isinstance(value, dict) and isinstance(value.get("external_id"), str):
            return str(value["external_id"])
    return None


def _shaped(heard: Heard, schema: Mapping[str, Any]) -> dict[str, Any]:
    """An object of this shape: each property by its rule."""
    blocks = heard.blocks
    properties: Mapping[str, Any] = schema.get("properties", {})
    if {"nodes", "edges"} <= set(properties):
        return drawn(blocks.get("text", ""), blocks.get("queues", ""), corrected="problems" in blocks)
    if "citations" in properties:
        return _answered(heard, blocks)
    return {name: _property(name, each, heard, blocks) for name, each in properties.items()}


def _property(name: str, schema: Mapping[str, Any], heard: Heard, blocks: Mapping[str, str]) -> Any:
    text = blocks.get("text") or blocks.get("conversation", "")
    rules: Mapping[str, Callable[[], Any]] = {
        "label": lambda: _label(schema.get("enum", []), heard.system + "\n" + blocks.get("labels", ""), text)[0],
        "confidence": lambda: _sureness(heard, text),
        "values": lambda: {n: value_of(n, e.get("type"), text) for n, e in schema.get("properties", {}).items()},
        "sentiment": lambda: mood(text)[0],
        "score": lambda: mood(text)[1],
        "summary": lambda: " ".join(sentences(text)[:3]) or UNKNOWN,
        "points": lambda: sentences(text)[:3],
        "translation": lambda: translated(text, blocks.get("language", "en")),
        "shortened": lambda: (sentences(text) or [text])[0],
        "language": lambda: blocks.get("language", "pt-BR"),
        "text": lambda: _reply(blocks),
        "name": lambda: "_".join(re.findall(r"[a-z0-9]+", plain(text))[:4]) or "modelo",
        "category": lambda: "MARKETING" if stems(text) & stems("promocao oferta desconto") else "UTILITY",
        "body": lambda: f"Olá, {{{{1}}}}! {sentences(text)[0] if sentences(text) else ''}".strip() + " Até logo.",
        "footer": lambda: "",
        "examples": lambda: ["Maria"],
    }
    if name in rules:
        return rules[name]()
    if "enum" in schema:
        return _label(schema["enum"], heard.system, text)[0]
    if schema.get("type") == "array":
        return []
    return value_of(name, schema.get("type"), text)


def _label(labels: Sequence[str], told: str, text: str) -> tuple[str, int]:
    """The label whose words, and those that tell when it fits, the text shares most of; the last one when it shares none."""
    about = {name.strip(): words for name, words in _LABEL.findall(told)}
    wanted = stems(text)
    ranked = sorted(labels, key=lambda label: -len(wanted & stems(f"{label} {about.get(label, '')}")))
    best = ranked[0] if ranked else ""
    shared = len(wanted & stems(f"{best} {about.get(best, '')}"))
    return (best, shared) if shared else ((labels[-1] if labels else ""), 0)


def _sureness(heard: Heard, text: str) -> float:
    properties = (heard.schema or {}).get("properties", {})
    if "label" in properties:
        told = heard.system + "\n" + heard.blocks.get("labels", "")
        return 0.9 if _label(properties["label"].get("enum", []), told, text)[1] else 0.2
    return 0.8


def _reply(blocks: Mapping[str, str]) -> str:
    if passage := _fitting(blocks):
        return passage[1]
    said = sentences(blocks.get("conversation", "") or blocks.get("text", ""))
    return f"Olá! Sobre “{said[-1][:120]}”: vou verificar e já retorno." if said else UNKNOWN


def _answered(heard: Heard, blocks: Mapping[str, str]) -> dict[str, Any]:
    """With a passage's own words and its number; with what tools told; or that it does not know."""
    if passage := _fitting(blocks):
        return {"text": passage[1], "confidence": 0.9, "citations": [passage[0]]}
    if heard.results and '"error"' not in heard.results[-1][:12]:
        return {"text": f"Encontrei: {heard.results[-1][:300]}", "confidence": 0.9, "citations": []}
    if "passages" not in blocks and (said := sentences(blocks.get("text", ""))):
        return {"text": f"Entendi: {said[0]}", "confidence": 0.7, "citations": []}
    return {"text": UNKNOWN, "confidence": 0.1, "citations": []}


def _fitting(blocks: Mapping[str, str]) -> tuple[int, str] | None:
    asked = stems(blocks.get("text", "") or blocks.get("conversation", ""))
    best: tuple[float, int, str] | None = None
    for number, title, text in _PASSAGE.findall(blocks.get("passages", "")):
        share = len(asked & stems(f"{title} {text}")) / max(1, len(asked))
        if share >= _KNOWS and (best is None or share > best[0]):
            best = share, int(number), " ".join(sentences(text)[:2])
    return (best[1], best[2]) if best else None
