"""Flows that the stories run on."""

from typing import Any


def node(name: str, node_type: str, /, **data: Any) -> dict[str, Any]:
    return {"id": name, "type": node_type, "data": data, "position": {"x": 0, "y": 0}}


def edges(*pairs: tuple[str, ...]) -> list[dict[str, Any]]:
    """(source, target) or (source, handle, target)."""
    drawn = []
    for place, (source, *handle, target) in enumerate(pairs):
        drawn.append(
            {"id": f"e{place}", "source": source, "target": target, "source_handle": handle[0] if handle else None}
        )
    return drawn


def echo(**more: Any) -> dict[str, Any]:
    """Answers any first message with its words, in three bubbles."""
    return {
        "name": "Eco",
        "trigger": {"kind": "message_received"},
        "nodes": [
            node("start", "start"),
            node("a", "message", text="Você disse: {{ last_message }}"),
            node("b", "message", text="segunda"),
            node("c", "message", text="terceira"),
            node("end", "end"),
        ],
        "edges": edges(("start", "a"), ("a", "b"), ("b", "c"), ("c", "end")),
        **more,
    }


def reception() -> dict[str, Any]:
    """Buttons, then a list, then a name; the answers are said back."""
    buttons = [{"id": "venda", "title": "Vendas"}, {"id": "ajuda", "title": "Ajuda"}]
    rows = [{"id": f"p{i}", "title": f"Plano {i}", "description": f"{i}00 mega"} for i in range(1, 5)]
    return {
        "name": "Recepção",
        "trigger": {"kind": "keyword", "keywords": ["oi"], "match": "exact"},
        "nodes": [
            node("start", "start"),
            node("menu", "question", kind="choice", text="O que deseja?", options=buttons, variable="setor"),
            node("planos", "question", kind="choice", text="Qual plano?", options=rows, variable="plano"),
            node("nome", "question", kind="text", text="Seu nome?", variable="nome"),
            node("fim", "message", text="{{ nome }}: {{ setor }}, {{ plano }}."),
            node("gente", "transfer", text="Um momento.", reason="pediu"),
            node("end", "end"),
        ],
        "edges": edges(
            ("start", "menu"),
            ("menu", "venda", "planos"),
            ("menu", "ajuda", "gente"),
            ("planos", "nome"),
            ("nome", "fim"),
            ("fim", "end"),
        ),
    }
