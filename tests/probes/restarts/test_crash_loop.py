"""Two hours of a crash loop on a simulated clock, through the gate's own functions and its memory on disk.

The clock's steps are the gate's waits; kill -9 of supervisord cuts those short. None of it changes a single start.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from probes.restarts import memory
from probes.restarts.gate import decide
from probes.restarts.policy import RestartPolicy

POLICY = RestartPolicy()
TWO_HOURS = 7200.0
BOOT = "this-boot"


class Loop:
    """A program that dies as soon as it is started, and a gate that may be killed while it waits."""

    def __init__(self, file: Path, *, seed: int = 0, kills: Sequence[float] = ()) -> None:
        self._file = file
        self._dice = Random(seed)
        self._kills = sorted(kills)
        self._now = 0.0
        self.starts: list[float] = []

    def run(self) -> list[float]:
        while self._now <= TWO_HOURS:
            self._gate()
        return [start for start in self.starts if start <= TWO_HOURS]

    def _gate(self) -> None:
        """What `wait_for_turn` does, with this clock: load, decide, remember the hold, wait, remember the start."""
        before = memory.load(self._file, boot=BOOT, at=self._now)
        resumes = before is not None and before.hold is not None
        roll = 0.99 if resumes else self._dice.random()  # a gate that takes up a hold throws its own dice for nothing
        decided = decide(POLICY, before, clean=False, proven=False, now=self._now, roll=roll)
        if before is not None and decided.start_at > self._now:
            memory.save(self._file, before.history, boot=BOOT, hold=decided)
        killed = next((kill for kill in self._kills if self._now <= kill < decided.start_at), None)
        if killed is not None:
            self._kills.remove(killed)
            self._now = killed
            return
        self._now = decided.start_at
        memory.save(self._file, decided.history, boot=BOOT)
        self.starts.append(self._now)


def test_the_starts_are_exactly_those_that_the_policy_allows(tmp_path: Path) -> None:
    """5 at once but for the back-off, then one every 6 minutes."""
    starts = Loop(tmp_path / "bot.json", seed=1).run()
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert gaps[0] == 0
    for gap, delay in zip(gaps[1:5], (1, 2, 4, 8), strict=True):
        assert gap == pytest.approx(delay, rel=0.2)
    assert sum(starts[5:6]) == pytest.approx(15, rel=0.2)
    assert starts[6] == pytest.approx(360, abs=1)  # the sixth crash after the first: the budget's first new token
    assert gaps[6:] == pytest.approx([360.0] * len(gaps[6:]))
    assert len(starts) == 1 + 5 + 20


@settings(max_examples=5, deadline=None)  # each writes a hundred files through to the disk
@given(st.lists(st.floats(0, TWO_HOURS), max_size=60), st.integers(0, 1000))
def test_killing_supervisord_again_and_again_changes_none_of_them(
    tmp_path_factory: pytest.TempPathFactory, kills: list[float], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("restarts")
    undisturbed = Loop(folder / "one.json", seed=seed).run()
    assert Loop(folder / "other.json", seed=seed, kills=kills).run() == undisturbed
