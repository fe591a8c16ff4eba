"""Typebot's export, versions 3 to 6.1, as a flow of ours."""

from collections.abc import Callable

from pytake_domain.flows.foreign.typebot_blocks import BUBBLES, LOGIC, no_counterpart
from pytake_domain.flows.foreign.typebot_bot import Block, Bot
from pytake_domain.flows.foreign.typebot_inputs import INPUTS
from pytake_domain.flows.foreign.typebot_services import SERVICES, asks_model, is_model
from pytake_domain.flows.portable import Imported

Draw = Callable[[Bot, Block], str | None]
_DRAWS: dict[str, Draw] = {**BUBBLES, **LOGIC, **INPUTS, **SERVICES}


def read_typebot(given: dict[str, object]) -> Imported:
    """Raises DocumentWrong when there are too many nodes for one flow."""
    bot = Bot(given)
    for blocks in bot.groups():
        _group(bot, blocks)
    bot.events()
    return bot.drawing.finish(bot.first(), name=bot.name)


def _group(bot: Bot, blocks: list[Block]) -> None:
    """Block by block; a text right before an input is what the input asks."""
    passed: set[int] = set()
    for place, block in enumerate(blocks):
        follower = blocks[place + 1] if place + 1 < len(blocks) else None
        if follower is not None and block.kind == "text" and follower.kind in INPUTS and block.next == follower.place:
            asked = bot.words.bubble(block.given.get("content"), block.where)
            bot.drawing.put(block.place, _put(bot, _asking(follower, asked)))
            passed.add(place + 1)
        elif place not in passed:
            _put(bot, block)


def _asking(block: Block, asked: str) -> Block:
    return Block(
        id=block.id, kind=block.kind, given=block.given, at=block.at, where=block.where, next=block.next, asked=asked
    )


def _put(bot: Bot, block: Block) -> str:
    """The node that stands for the block; what has none leads on to what follows."""
    draw = _DRAWS.get(block.kind) or (asks_model if is_model(block) else no_counterpart)
    drawn = draw(bot, block) or block.next
    bot.drawing.put(block.place, drawn)
    return drawn
