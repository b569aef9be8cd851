"""When the silence of supervisord is worth telling."""

from datetime import timedelta

from probes.relay.watch.supervisor.silence import TOLD_AFTER, WHY, SupervisorSilence, answers, silent, still_silent
from probes.restarts.control import Trouble
from tests.probes.relay.rig import T0


def after(*seconds: float) -> SupervisorSilence:
    silence: SupervisorSilence | None = None
    for one in seconds:
        silence = still_silent(silence, T0 + timedelta(seconds=one), one)
    assert silence is not None
    return silence


def test_ten_seconds_of_failed_questions_are_told_and_less_is_not() -> None:
    assert not after(0, 3, 6, 9).worth_telling
    assert after(0, 3, 6, 9, TOLD_AFTER).worth_telling
    assert after(0, 3, 6, 9, TOLD_AFTER).since == T0


def test_a_time_in_which_nobody_asked_does_not_count() -> None:
    silence = after(0, 3, 48)
    assert (silence.worth_telling, silence.since) == (False, T0 + timedelta(seconds=48))
    assert after(0, 3, 48, 51, 54, 58).worth_telling


def test_every_trouble_but_an_answer_has_a_reason_without_a_path() -> None:
    assert set(WHY) == set(Trouble) - {Trouble.FAULT}
    red = silent(Trouble.TIMEOUT, T0, T0)
    assert (red.subject, red.wrong, red.text) == ("stack:supervisord", True, "it does not answer in time")
    assert (answers(T0).subject, answers(T0).wrong) == (red.subject, False)
