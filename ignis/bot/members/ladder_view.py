"""The whole ladder as text, with the member's own rung marked: what the picture shows, for everybody to read."""

from collections.abc import Iterator

from discord import ui

from ignis.bot.replies.layout import fitting, panel
from ignis.bot.replies.markup import named
from ignis.bot.texts import Voice
from ignis.domain.rules.ladder_steps import LadderRow, place_of


def ladder_view(row: tuple[LadderRow, ...], rank: str, say: Voice) -> ui.LayoutView:
    """`rank` is the member's. A ladder too long for one message ends where it is full."""
    here = place_of(rank, row)
    lines = [_line(rung, here=place == here, say=say) for place, rung in enumerate(row)]
    parts = [f"### {say('ladder.title')}", *fitting(lines)]
    if here is None:
        parts.append(f"-# {say('ladder.off_ladder', rank=named(rank))}")
    return panel(ui.TextDisplay("\n".join(parts)))


def _line(rung: LadderRow, *, here: bool, say: Voice) -> str:
    name = f"**{named(rung.rank)}**" if here else named(rung.rank)
    line = " · ".join([f"{'🔥' if here else '▫️'} {name}", say("ladder.at", count=rung.points), *_gates(rung, say)])
    line = f"{line} ← **{say('ladder.here')}**" if here else line
    return f"\n{line}" if rung.begins and rung.points else line


def _gates(rung: LadderRow, say: Voice) -> Iterator[str]:
    if rung.requirement is not None:
        yield f"◇ {named(rung.requirement)}"
    if rung.handpicked:
        yield say("card.handpicked")
