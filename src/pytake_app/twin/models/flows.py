"""Flows as the twin's model draws them: a few that descriptions of providers' companies ask for, the same for the same words."""

from collections.abc import Mapping
from typing import Any

from pytake_app.twin.models.words import stems

_NOTHING: Mapping[str, Any] = {
    "text": "",
    "variable": "",
    "options": [],
    "when": "",
    "tag": "",
    "queue": "",
    "seconds": 0,
}


def drawn(wish: str, queues: str, *, corrected: bool) -> dict[str, Any]:
    """A menu, a survey, or a greeting. One that is `incompleto` has a node that nothing leads to until it is told so, one that is
    `impossível` always.
    """
    words = stems(wish)
    if words & stems("menu opcoes escolher financeiro suporte"):
        sketch = _menu(queues)
    elif words & stems("pesquisa nota satisfacao avaliacao"):
        sketch = _survey()
    else:
        sketch = _greeting()
    if (words & stems("incompleto") and not corrected) or words & stems("impossivel"):
        sketch["nodes"] = [*sketch["nodes"], _node("lost", "question", text="E agora?")]
    return sketch


def _menu(queues: str) -> dict[str, Any]:
    names = [name for name in queues.splitlines() if name.strip()]
    return {
        "name": "Menu de atendimento",
        "keywords": ["menu"],
        "nodes": [
            _node("start", "start"),
            _node("hello", "message", text="Olá, {{ contact.first_name }}!"),
            _node(
                "choice", "question", text="Como podemos ajudar?", variable="topic", options=["Financeiro", "Suporte"]
            ),
            _node("bill", "message", text="Sua fatura está no portal do cliente."),
            _node("people", "transfer", text="Um momento.", queue=names[0] if names else "Fila que não existe"),
            _node("bye", "end", text="Até logo!"),
        ],
        "edges": [
            _edge("start", "hello"),
            _edge("hello", "choice"),
            _edge("choice", "bill", "Financeiro"),
            _edge("choice", "people", "Suporte"),
            _edge("bill", "bye"),
        ],
    }


def _survey() -> dict[str, Any]:
    return {
        "name": "Pesquisa de satisfação",
        "keywords": [],
        "nodes": [
            _node("start", "start"),
            _node("score", "question", text="Que nota você dá, de 0 a 10?", variable="score"),
            _node("glad", "condition", when="score >= 9"),
            _node("mark", "tag", tag="promotor"),
            _node("bye", "end", text="Obrigado!"),
        ],
        "edges": [
            _edge("start", "score"),
            _edge("score", "glad"),
            _edge("glad", "mark", "yes"),
            _edge("glad", "bye", "else"),
            _edge("mark", "bye"),
        ],
    }


def _greeting() -> dict[str, Any]:
    return {
        "name": "Boas-vindas",
        "keywords": ["oi"],
        "nodes": [_node("start", "start"), _node("bye", "end", text="Olá! Já respondemos.")],
        "edges": [_edge("start", "bye")],
    }


def _node(name: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, **_NOTHING, **fields}


def _edge(source: str, target: str, handle: str = "") -> dict[str, Any]:
    return {"source": source, "target": target, "handle": handle}
