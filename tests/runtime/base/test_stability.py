from dataclasses import dataclass
from pathlib import Path

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.stability import leave, proven


@dataclass
class Steps(SystemClock):
    """A clock that moves by a second whenever somebody looks at his health."""

    at: float = 0.0

    def monotonic(self) -> float:
        return self.at


async def looks_until_proven(looks: str = "") -> int:
    """How many looks the proof took: `n` is trouble, then all is well. Ten healthy seconds are asked for."""
    clock, left = Steps(), list(looks)

    async def well() -> bool:
        clock.at += 1
        return not left or left.pop(0) == "y"

    await proven(well, after=10, every=0, clock=clock)
    return int(clock.at)


async def test_health_is_proven_by_time_on_end() -> None:
    assert await looks_until_proven() == 10


async def test_every_trouble_begins_the_time_anew() -> None:
    assert await looks_until_proven("yyyyyyyyyn") == 20
    assert await looks_until_proven("nyn") == 13


def test_a_mark_that_cannot_be_left_is_one_line(tmp_path: Path) -> None:
    assert leave(tmp_path / "bot.proven") is None
    assert (tmp_path / "bot.proven").exists()
    problem = leave(tmp_path / "nowhere" / "bot.proven")
    assert problem is not None
    assert "No such file or directory" in problem
