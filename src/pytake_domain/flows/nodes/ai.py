"""`ai`: lets the company's language model answer, choose a branch, read values out of a text, or act with tools."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from pytake_domain.ai import Field, Label, Task, TaskKind
from pytake_domain.erp import Capability
from pytake_domain.flows import limits
from pytake_domain.flows.build import Build, LocalText, Say, clip
from pytake_domain.flows.effect import AskAi
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.expressions.values import day, number, text_of
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import EffectDone
from pytake_domain.flows.nodes.shared import ERROR, Compiled, Given, Holds, NodeData, Saying
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.whatsapp import Text
from pytake_domain.whatsapp import limits as provider

UNSURE = "unsure"
_LONGEST_TEXT = 4_096
_LONGEST_INSTRUCTIONS = 8_000
_MOST_FIELDS = 30
_MOST_TURNS = 20
_MOST_TAGS, _LONGEST_TAG = 20, 64
_HOLDS = {"text": Holds.TEXT, "number": Holds.NUMBER, "boolean": Holds.BOOLEAN, "date": Holds.DATE}
_SPEAKS = (TaskKind.ANSWER, TaskKind.AGENT)


class AiNode(NodeData, frozen=True, kw_only=True):
    """Asks the model to do `task` with `text`, which is the customer's last message and no instruction.

    `answer` (with the company's `knowledge`) and `agent` (with the ERP capabilities in `tools`, at most `most_turns` calls) say
    what comes back unless `send` is false, and keep it in `variable`. `classify` chooses one of `labels` and leaves by its name,
    or by `default` when that leads nowhere. `extract` sets a variable for each of `fields`, nothing for what the text does not
    say. `budget` is the most it may cost. An agent may put `tags` on the contact, and with `transfer` ask for a person. A
    doubtful outcome, and one that a person is asked for, leaves by `unsure`, or by `error` when that leads nowhere.
    """

    type: ClassVar[str] = "ai"
    task: TaskKind
    text: str = "{{ last_message }}"
    instructions: LocalText = ""
    labels: tuple[Label, ...] = ()
    fields: tuple[Field, ...] = ()
    tools: tuple[Capability, ...] = ()
    tags: tuple[str, ...] = ()
    transfer: bool = False
    knowledge: bool = True
    most_turns: int = 5
    budget: float | None = None
    context: dict[str, Any] = msgspec.field(default_factory=dict)
    variable: str | None = None
    send: bool = True

    def defines(self) -> tuple[str, ...]:
        """The answer or the label, and the fields."""
        return (*((self.variable,) if self.variable else ()), *(field.name for field in self.fields))

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """After a good outcome; a field that need not be there may hold nothing."""
        if handle in (UNSURE, ERROR):
            return {}
        if self.task is TaskKind.EXTRACT:
            return {f.name: _HOLDS.get(f.kind, Holds.ANY) if f.required else Holds.ANY for f in self.fields}
        return {self.variable: Holds.TEXT} if self.variable else {}

    def sends(self) -> tuple[Saying, ...]:
        """The answer, when there is one."""
        return (Saying(kind="text", least=0),) if self.send and self.task in _SPEAKS else ()

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Models fail: the error has a branch; labels may share the default."""
        names = self._labels()
        if names and DEFAULT not in drawn and drawn.intersection(names):
            return (*names, ERROR)
        return (DEFAULT, ERROR)

    def optional(self) -> tuple[str, ...]:
        """Labels, and doubt."""
        return (*self._labels(), UNSURE)

    def _labels(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels) if self.task is TaskKind.CLASSIFY else ()

    def problems(self, build: Build) -> None:
        """What the task needs and no more, within bounds."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        self._parts(build)
        self._tags(build)
        if not 1 <= self.most_turns <= _MOST_TURNS:
            build.problem("out_of_range", "most_turns", least=1, most=_MOST_TURNS)
        if self.budget is not None and self.budget <= 0:
            build.problem("not_a_budget", "budget")

    def _parts(self, build: Build) -> None:
        for name, task, given, most in (
            ("labels", TaskKind.CLASSIFY, [label.name for label in self.labels], limits.CASES),
            ("fields", TaskKind.EXTRACT, [field.name for field in self.fields], _MOST_FIELDS),
            ("tools", TaskKind.AGENT, [tool.value for tool in self.tools], len(Capability)),
        ):
            if self.task is not task and given:
                build.problem("not_for_this_task", name, task=self.task.value)
            if self.task is task and not given and not (self.tags or self.transfer):
                build.problem("required", name)
            if len(given) > most:
                build.problem("too_many", name, most=most, count=len(given))
            if len(set(given)) < len(given):
                build.problem("not_unique", name)
        for place, label in enumerate(self.labels):
            if not label.name.strip() or label.name in (DEFAULT, UNSURE, ERROR):
                build.problem("not_an_id", f"labels.{place}.name")
        for place, field in enumerate(self.fields):
            build.variable(field.name, f"fields.{place}.name")
            if field.kind not in _HOLDS:
                build.problem("unknown_type", f"fields.{place}.kind")

    def _tags(self, build: Build) -> None:
        if self.task is not TaskKind.AGENT and (self.tags or self.transfer):
            build.problem("not_for_this_task", "tags" if self.tags else "transfer", task=self.task.value)
        if len(self.tags) > _MOST_TAGS:
            build.problem("too_many", "tags", most=_MOST_TAGS, count=len(self.tags))
        for place, tag in enumerate(self.tags):
            if not tag.strip() or len(tag) > _LONGEST_TAG:
                build.problem("not_an_id", f"tags.{place}")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Ai(
            text=build.say(self.text, "text", _LONGEST_TEXT),
            instructions=build.say(self.instructions, "instructions", _LONGEST_INSTRUCTIONS, required=False),
            context=build.value(self.context, "context"),
            data=self,
        )


class _Ai(Compiled):
    __slots__ = ("context", "data", "instructions", "task", "text")

    def __init__(self, *, text: Say, instructions: Say, context: Callable[[Names], Any], data: AiNode) -> None:
        super().__init__()
        self.text, self.instructions, self.context, self.data = text, instructions, context, data
        self.task = Task(
            kind=data.task,
            text="",
            labels=data.labels,
            fields=data.fields,
            tools=(*(tool.value for tool in data.tools), *(("transfer",) if data.transfer else ())),
            tags=data.tags,
            knowledge=data.knowledge and data.task in _SPEAKS,
            most_turns=data.most_turns if data.task is TaskKind.AGENT else 1,
            most_cost=data.budget,
        )

    def enter(self, run: Run) -> str | None:
        try:
            context = self.context(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        text = self.text(run)
        if not text.strip():
            return self._doubt()
        task = msgspec.structs.replace(
            self.task,
            text=text,
            instructions=self.instructions(run),
            language=run.language,
            context=context,
        )
        run.ask(AskAi, task=task)
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, EffectDone):
            return run.expire()
        if given.error is not None:
            return self._doubt() if given.error == UNSURE else ERROR
        value = given.value if isinstance(given.value, dict) else {}
        match self.data.task:
            case TaskKind.CLASSIFY:
                return self._label(run, value.get("label"))
            case TaskKind.EXTRACT:
                return self._values(run, value.get("values"))
        return self._answer(run, value)

    def _doubt(self) -> str:
        return UNSURE if UNSURE in self.exits else ERROR

    def _answer(self, run: Run, value: dict[str, Any]) -> str:
        text = value.get("text")
        if not isinstance(text, str) or not text.strip():
            return ERROR
        if value.get("confident") is False:
            return self._doubt()
        text = clip(text.replace("\0", "").strip(), provider.TEXT_BODY)
        if self.data.variable:
            run.set(self.data.variable, text)
        given = value.get("tags")
        for tag in given if isinstance(given, list) else ():
            # What the model makes up beside them is nobody's tag.
            if tag in self.data.tags:
                run.tag(tag)
        if self.data.send:
            run.send(Text(body=text))
        return DEFAULT

    def _label(self, run: Run, label: object) -> str:
        if not any(label == known.name for known in self.data.labels) or not isinstance(label, str):
            return self._doubt()
        if self.data.variable:
            run.set(self.data.variable, label)
        return label if label in self.exits else DEFAULT

    def _values(self, run: Run, values: object) -> str:
        found = values if isinstance(values, dict) else {}
        complete = True
        for field in self.data.fields:
            value = _as(field.kind, found.get(field.name))
            complete = complete and (value is not None or not field.required)
            run.set(field.name, value)
        return DEFAULT if complete else self._doubt()


def _as(kind: str, value: Any) -> Any:
    """The value as its kind; nothing when a model made up something else."""
    if kind == "number":
        return None if isinstance(value, bool) else number(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if kind == "date":
        date = day(value)
        return date.isoformat() if date is not None else None
    return text_of(value) or None if isinstance(value, (str, int, float)) else None
