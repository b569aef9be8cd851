from dataclasses import dataclass
from pathlib import Path

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.stability import leave_mark, until_stable


@dataclass
class Steps(SystemClock):
    """A clock that moves by a second at every look."""

    at: float = 0.0

    def monotonic(self) -> float:
        return self.at


@dataclass
class ScriptedHealth:
    clock: Steps
    left: list[str]

    async def well(self) -> bool:
        self.clock.at += 1
        return not self.left or self.left.pop(0) == "y"


async def looks_until_stable(looks: str = "") -> int:
    """How many looks it took: `n` is trouble, after the last letter all is well. Ten healthy seconds are required."""
    clock = Steps()
    await until_stable(ScriptedHealth(clock, list(looks)), after=10, every=0, clock=clock)
    return int(clock.at)


async def test_a_program_is_stable_after_healthy_time_without_a_break() -> None:
    assert await looks_until_stable() == 10


async def test_every_trouble_starts_the_time_again() -> None:
    assert await looks_until_stable("yyyyyyyyyn") == 20
    assert await looks_until_stable("nyn") == 13


def test_a_mark_that_cannot_be_created_is_one_line(tmp_path: Path) -> None:
    assert leave_mark(tmp_path / "bot.proven") is None
    assert (tmp_path / "bot.proven").exists()
    problem = leave_mark(tmp_path / "nowhere" / "bot.proven")
    assert problem is not None
    assert "No such file or directory" in problem
