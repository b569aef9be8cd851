"""The whole ladder as rows, one for each rank, ready to be shown."""

from dataclasses import dataclass

from ignis.domain.rules.ladder import Ladder


@dataclass(frozen=True, slots=True)
class LadderRow:
    """`points` is the total that leads to `rank`; `requirement` and `handpicked` are what the step there also needs.

    `begins` is True where a path begins.
    """

    rank: str
    points: int
    requirement: str | None
    handpicked: bool
    begins: bool


def ladder_rows(ladder: Ladder) -> tuple[LadderRow, ...]:
    """Every rank on the ladder, from the first to the last.

    Example:
        rows = ladder_rows(legion.ladder)
        member_is_at = place_of("Brother", rows)
    """
    standings = {rank.casefold(): ladder.standing(rank, 0) for rank in ladder.ranks}
    leading = {standing.next.rank.casefold(): standing.next for standing in standings.values() if standing.next}
    rows: list[LadderRow] = []
    path: str | None = None
    for key, standing in standings.items():
        step = leading.get(key)
        rows.append(
            LadderRow(
                rank=standing.rank,
                points=step.points if step else 0,
                requirement=step.requirement if step else None,
                handpicked=step.handpicked if step else False,
                begins=standing.path != path,
            )
        )
        path = standing.path
    return tuple(rows)


def place_of(rank: str, rows: tuple[LadderRow, ...]) -> int | None:
    """The index of `rank` in `rows`; None off the ladder."""
    wanted = rank.casefold()
    return next((place for place, row in enumerate(rows) if row.rank.casefold() == wanted), None)
