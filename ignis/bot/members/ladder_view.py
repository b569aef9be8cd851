"""The whole ladder as text, with the member's own rank marked: the picture in words."""

from collections.abc import Iterator

from discord import ui

from ignis.bot.replies.layout import fitting, panel
from ignis.bot.replies.markup import named
from ignis.bot.texts import Voice
from ignis.domain.rules.ladder_steps import LadderRow, place_of


def ladder_view(rows: tuple[LadderRow, ...], rank: str, say: Voice) -> ui.LayoutView:
    """`rank` is the member's. A ladder too long for one message ends where it is full."""
    here = place_of(rank, rows)
    lines = [_line(row, here=place == here, say=say) for place, row in enumerate(rows)]
    parts = [f"### {say('ladder.title')}", *fitting(lines)]
    if here is None:
        parts.append(f"-# {say('ladder.off_ladder', rank=named(rank))}")
    return panel(ui.TextDisplay("\n".join(parts)))


def _line(row: LadderRow, *, here: bool, say: Voice) -> str:
    name = f"**{named(row.rank)}**" if here else named(row.rank)
    line = " · ".join([f"{'🔥' if here else '▫️'} {name}", say("ladder.at", count=row.points), *_gates(row, say)])
    line = f"{line} ← **{say('ladder.here')}**" if here else line
    return f"\n{line}" if row.begins and row.points else line


def _gates(row: LadderRow, say: Voice) -> Iterator[str]:
    if row.requirement is not None:
        yield f"◇ {named(row.requirement)}"
    if row.handpicked:
        yield say("card.handpicked")
