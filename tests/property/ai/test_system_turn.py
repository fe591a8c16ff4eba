"""Whatever anybody writes, the system's turn holds our own words alone, and the user's turn the blocks that we made."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.ai_desk import INJECTIONS

from pytake_domain.ai import Field, Guard, Label, Passage, Task, TaskKind
from pytake_domain.ai.asking import request_of
from pytake_domain.kernel.ids import KnowledgeId

WORDS = st.text(min_size=1, max_size=80) | st.sampled_from(INJECTIONS)
NOTHING = KnowledgeId(UUID(int=1))


@given(
    kind=st.sampled_from(TaskKind),
    words=st.lists(WORDS, min_size=6, max_size=6),
    masking=st.booleans(),
    code=st.text(max_size=10),
)
def test_nothing_that_others_wrote_stands_in_the_systems_turn(
    kind: TaskKind, words: list[str], masking: object, code: str
) -> None:
    text, instructions, label, field, title, language = words
    plain = Task(kind=kind, text="bom dia", instructions="x", labels=(Label(name="a"),), fields=(Field(name="a"),))
    spoken = replace(
        plain,
        text=text,
        instructions=instructions + " x",
        labels=(Label(name=label, description=label),),
        fields=(Field(name="a", description=field),),
        context={text: text},
        language=language,
    )
    passages = [Passage(document_id=NOTHING, title=title, place=0, text=text, score=1.0)]
    ours = request_of(plain, Guard(code), [])
    guard = Guard(code, masking=bool(masking), names=[title])
    made = request_of(spoken, guard, passages)
    said = ours.system
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language):
        said = said.replace("the language pt-BR", f"the language {language}")
    assert made.system == said
    (turn,) = made.turns
    blocks = re.findall(rf'<data-{guard.mark} name="(\w+)">\n.*?\n</data-{guard.mark}>', turn.text, re.DOTALL)
    assert blocks == ["instructions", "labels", "fields", "context", "passages", "text"]
    assert turn.text.count(guard.mark) == 2 * len(blocks)
    assert {tool.name for tool in made.tools} <= {"give_answer"}
