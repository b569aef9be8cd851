"""From look to look: nothing counts twice, nothing is negative, and what nobody looked at is not observed."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from probes.exporter.history.pending import Pending
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import SLOT_MS, Tally
from probes.exporter.history.watch import Moment, WatchedSubject, since
from probes.outcome import CheckStatus

GAP = 15_000
HOUR = 3_600_000
NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC, where a slot begins
FOUND = {status: SubjectStatus(status) for status in CheckStatus}


@dataclass(frozen=True)
class Look:
    """After so many steady milliseconds; `step` is by how much the calendar was set meanwhile."""

    after: int
    status: CheckStatus
    step: int = 0


def observe(looks: list[Look]) -> Pending:
    """What a recorder that looks so holds in the end."""
    pending, before, at = Pending(), None, Moment(NOON, 1_000)
    for look in looks:
        at = Moment(at.wall_ms + look.after + look.step, at.steady_ms + look.after)
        for slot, tally in since(before, at, GAP):
            pending.add(slot, "bot", tally)
        before = WatchedSubject(FOUND[look.status], at)
    return pending


def total(pending: Pending) -> Tally:
    found = Tally()
    for tally in pending.tallies.values():
        found = found.plus(tally)
    return found


looks = st.builds(Look, st.integers(0, 40_000), st.sampled_from(CheckStatus))
shaken = st.builds(
    Look, st.integers(0, 40_000), st.sampled_from(CheckStatus), st.sampled_from([0, 0, 0, HOUR, -HOUR, 997])
)


@given(st.lists(looks, min_size=1))
def test_all_that_was_observed_and_all_that_was_not_is_the_whole_time(seen: list[Look]) -> None:
    passed = sum(look.after for look in seen[1:])
    unobserved = sum(
        look.after for before, look in pairwise(seen) if look.after > GAP or before.status is CheckStatus.UNKNOWN
    )
    found = total(observe(seen))
    assert found.observed + unobserved == passed
    failing = sum(
        look.after for before, look in pairwise(seen) if before.status is CheckStatus.FAILING and look.after <= GAP
    )
    assert found.failing == failing


@given(st.lists(shaken))
def test_no_calendar_makes_negative_or_double_time(seen: list[Look]) -> None:
    pending = observe(seen)
    assert all(min(tally) >= 0 and tally.observed <= SLOT_MS for tally in pending.tallies.values())
    assert total(pending).observed <= sum(look.after for look in seen)


def every_five_seconds(seconds: int, status: CheckStatus = CheckStatus.OK) -> list[Look]:
    return [Look(5_000, status) for _ in range(seconds // 5)]


def test_an_hour_set_forward_is_not_observed() -> None:
    found = observe([*every_five_seconds(600), Look(5_000, CheckStatus.OK, HOUR), *every_five_seconds(600)])
    assert total(found).observed == 1_200_000
    assert max(slot for slot, _ in found.tallies) - min(slot for slot, _ in found.tallies) == HOUR // SLOT_MS + 4


def test_of_an_hour_that_comes_twice_the_first_is_counted() -> None:
    again = [Look(5_000, CheckStatus.FAILING, -HOUR), *every_five_seconds(3600, CheckStatus.FAILING)]
    found = observe([*every_five_seconds(3600), *again, *every_five_seconds(1800)])
    assert all(tally.observed <= SLOT_MS for tally in found.tallies.values())
    # what holds from the look before its end to the look after it
    assert total(found) == Tally(ok=HOUR + 1_800_000 - 5_000, failing=10_000)


@pytest.mark.parametrize("gap", [GAP + 1, 8 * HOUR])
def test_while_nobody_looked_nothing_is_taken_for_well(gap: int) -> None:
    found = observe([*every_five_seconds(300), Look(gap, CheckStatus.OK), *every_five_seconds(300)])
    assert total(found) == Tally(ok=295_000 + 300_000)


def test_a_machine_that_slept_was_not_observed_meanwhile() -> None:
    """Linux' monotonic clock stands still in the meantime."""
    found = observe([*every_five_seconds(300), Look(5_000, CheckStatus.OK, 8 * HOUR)])
    assert total(found) == Tally(ok=300_000)
