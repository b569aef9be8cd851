"""High after three samples in a row, outgrown at once."""

from hypothesis import given, strategies as st

from probes.relay.incidents.memory import IN_A_ROW, MemoryLimits, MemorySample, MemoryUsage, MemoryVerdict, judge

LIMITS = MemoryLimits(soft=100, hard=200)


def verdicts(*samples: float, pid: int = 1) -> list[MemoryVerdict]:
    usage: MemoryUsage | None = None
    found: list[MemoryVerdict] = []
    for one in samples:
        usage, verdict = judge(usage, MemorySample(pid, one), LIMITS)
        found.append(verdict)
    return found


def test_three_in_a_row_decide_either_way() -> None:
    assert [one.high for one in verdicts(101, 101, 101, 101, 99, 99, 101, 99, 99, 99)] == [
        None, None, True, True, None, None, None, None, None, False,
    ]  # fmt: skip


def test_the_hard_limit_needs_no_second_look() -> None:
    assert verdicts(201) == [MemoryVerdict(None, outgrown=True)]


def test_a_new_process_starts_at_zero() -> None:
    usage, _ = judge(MemoryUsage(1, above=2), MemorySample(2, 150), LIMITS)
    assert usage == MemoryUsage(2, above=1)


@given(st.lists(st.floats(0, 300), max_size=40))
def test_never_high_before_three_and_never_while_below(samples: list[float]) -> None:
    for index, verdict in enumerate(verdicts(*samples)):
        newest = samples[max(0, index + 1 - IN_A_ROW) : index + 1]
        assert (verdict.high is True) == (len(newest) == IN_A_ROW and min(newest) > LIMITS.soft)
        assert verdict.outgrown == (samples[index] > LIMITS.hard)
