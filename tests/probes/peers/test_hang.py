from hypothesis import given, strategies as st

from probes.peers.hang import HangLimits, HangWatch, LivenessProbe, limits, observe, silent_for

LIMITS = HangLimits(hang_after=30, startup_grace=10, longest_gap=7)


def watch(answers: list[tuple[float, bool]], pid: int = 1, within: HangLimits = LIMITS) -> HangWatch | None:
    found: HangWatch | None = None
    for moment, answered in answers:
        found = observe(found, LivenessProbe(pid, moment, started=True, answered=answered), within)
    return found


def silence(answers: list[tuple[float, bool]], *reported: float) -> float | None:
    found = watch(answers)
    assert found is not None
    return silent_for(found, LIMITS, reported)


def every_second(start: int, stop: int, *, answered: bool) -> list[tuple[float, bool]]:
    return [(float(second), answered) for second in range(start, stop)]


def test_a_program_that_answers_never_hangs() -> None:
    assert silence(every_second(0, 100, answered=True), 1000.0) is None


def test_silence_as_long_as_the_limit_is_a_hang() -> None:
    healthy = every_second(0, 50, answered=True)
    assert silence(healthy + every_second(50, 80, answered=False)) is None
    assert silence(healthy + every_second(50, 81, answered=False)) == 30


def test_one_answer_begins_the_count_anew() -> None:
    assert silence([*every_second(0, 39, answered=False), (39.0, True), *every_second(40, 69, answered=False)]) is None


def test_the_first_seconds_do_not_count() -> None:
    assert silence(every_second(0, 40, answered=False)) is None
    assert silence(every_second(0, 41, answered=False)) == 30


def test_in_the_gate_silence_is_no_hang() -> None:
    waiting = observe(
        watch(every_second(0, 99, answered=False)), LivenessProbe(1, 99, started=False, answered=False), LIMITS
    )
    assert waiting is None


def test_a_new_process_is_watched_anew() -> None:
    found = observe(
        watch(every_second(0, 99, answered=False)), LivenessProbe(2, 99, started=True, answered=False), LIMITS
    )
    assert found is not None
    assert (found.pid, found.failing) == (2, False)


def test_the_relays_own_absence_is_nobodys_hang() -> None:
    assert (
        silence([*[*every_second(0, 45, answered=False)][:30], (500.0, False), (501.0, False), (502.0, False)]) is None
    )


def test_time_in_which_the_looks_stood_still_does_not_count() -> None:
    healthy, pauses = every_second(0, 50, answered=True), [(float(moment), False) for moment in range(52, 100, 6)]
    assert silence([*healthy, (50.0, False), (51.0, False), *pauses]) is None
    assert silence([*healthy, *every_second(50, 94, answered=False)]) == 43


def test_the_exporters_longer_memory_counts_but_not_for_longer_than_the_process_was_watched() -> None:
    failing = every_second(0, 60, answered=True) + every_second(60, 63, answered=False)
    assert silence(failing, 45.0) == 45
    assert silence(failing[:-1], 45.0) is None  # two failures may be our own
    young = every_second(0, 11, answered=True) + every_second(11, 14, answered=False)
    assert silence(young, 45.0) is None


def test_failing_tells_whether_it_answered_last() -> None:
    found = watch([(0, True), (20, False)], within=HangLimits(60, 10, 30))
    assert found is not None
    assert found.failing


@given(
    hang_after=st.floats(0.1, 100), grace=st.floats(0.1, 100), every=st.floats(0.1, 100), question=st.floats(0.1, 30)
)
def test_a_hang_is_found_at_every_setting_however_long_a_look_at_it_takes(
    hang_after: float, grace: float, every: float, question: float
) -> None:
    """A short `hang_after` with slow looks once made every look seem the first."""
    pace, within = every + question, limits(hang_after=hang_after, startup_grace=grace, every=every, question=question)
    looks = 6 + int((hang_after + grace) / pace)
    found = watch([(pace * look, False) for look in range(looks)], within=within)
    assert found is not None
    assert silent_for(found, within) is not None


@given(st.lists(st.booleans(), max_size=120), st.lists(st.floats(0, 1000), max_size=2))
def test_never_before_grace_and_limit_and_never_after_an_answer(answers: list[bool], reported: list[float]) -> None:
    found = watch([(float(second), answered) for second, answered in enumerate(answers)])
    silent = silent_for(found, LIMITS, reported) if found else None
    if silent is not None:
        assert len(answers) > LIMITS.startup_grace + LIMITS.hang_after
        assert answers[-3:] == [False] * 3
        assert silent >= LIMITS.hang_after
