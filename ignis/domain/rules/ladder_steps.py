"""The whole ladder as a row of rungs, for whoever shows it."""

from dataclasses import dataclass

from ignis.domain.rules.ladder import Ladder


@dataclass(frozen=True, slots=True)
class LadderRow:
    """`points` is the total that leads here; `requirement` and `handpicked` are what this step asks for besides.

    `begins` is True where a path begins.
    """

    rank: str
    points: int
    requirement: str | None
    handpicked: bool
    begins: bool


def rungs(ladder: Ladder) -> tuple[LadderRow, ...]:
    """Every rank on the ladder, in its order."""
    standings = {rank.casefold(): ladder.standing(rank, 0) for rank in ladder.ranks}
    leading = {standing.next.rank.casefold(): standing.next for standing in standings.values() if standing.next}
    made: list[LadderRow] = []
    path: str | None = None
    for key, standing in standings.items():
        step = leading.get(key)
        made.append(
            LadderRow(
                rank=standing.rank,
                points=step.points if step else 0,
                requirement=step.requirement if step else None,
                handpicked=step.handpicked if step else False,
                begins=standing.path != path,
            )
        )
        path = standing.path
    return tuple(made)


def place_of(rank: str, row: tuple[LadderRow, ...]) -> int | None:
    """Where `rank` stands in `row`, from 0; None off the ladder."""
    wanted = rank.casefold()
    return next((place for place, rung in enumerate(row) if rung.rank.casefold() == wanted), None)
