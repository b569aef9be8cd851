"""`/history.json` as a value: what is on disk and what is still pending, put together."""

from probes.exporter.history.answer import history, with_pending
from probes.exporter.history.pending import Pending
from probes.exporter.history.reading import MOST, HistoryRows
from probes.exporter.history.tally import SLOT_MS, SLOTS, Tally
from probes.exporter.history.window import Frame, Window
from tests.probes.exporter.history.rig import NOON_MS, NOON_SLOT, batch, incident, transition

NOTHING = HistoryRows({}, [], [])
MINUTE = 60_000


def frame(window: Window = Window.DAY, *, now_ms: int = NOON_MS + 2 * MINUTE) -> Frame:
    return window.until(now_ms)


def test_a_subject_without_any_time_was_not_observed() -> None:
    answer = history(frame(), NOTHING, ["ignis"])
    assert (answer["window"], answer["step_s"], len(answer["times"])) == ("24h", 300, 288)
    subject = answer["subjects"]["ignis"]
    assert (subject["uptime"], subject["observed"]) == (None, 0)
    assert set(subject["status"]) == set(subject["up"]) == {None}
    assert "latency_avg_s" not in subject


def test_current_subjects_come_first_and_remembered_ones_after_them() -> None:
    rows = HistoryRows({"program:old": {}, "check:disk": {}}, [], [])
    assert list(history(frame(), rows, ["ignis", "check:disk"])["subjects"]) == ["ignis", "check:disk", "program:old"]


def test_uptime_counts_degraded_as_up_and_the_worst_status_shows() -> None:
    rows = HistoryRows({"ignis": {NOON_SLOT: Tally(ok=MINUTE, degraded=MINUTE // 2, failing=MINUTE // 2)}}, [], [])
    subject = history(frame(), rows, [])["subjects"]["ignis"]
    assert subject["uptime"] == subject["up"][-1] == 0.75
    assert subject["status"][-1] == "failing"
    assert subject["seconds"] == {"ok": 60, "degraded": 30, "failing": 30}


def test_a_check_has_the_latency_of_its_answers() -> None:
    tally = Tally(ok=MINUTE, answers=2, latency_sum=300_000, latency_max=200_000)
    subject = history(frame(), HistoryRows({"check:disk": {NOON_SLOT: tally}}, [], []), [])["subjects"]["check:disk"]
    assert (subject["latency_avg_s"][-1], subject["latency_max_s"][-1]) == (0.15, 0.2)
    assert (subject["latency_avg_s"][0], subject["latency_max_s"][0]) == (None, None)


def test_pending_time_is_added_but_no_step_gets_longer_than_it_is() -> None:
    pending = batch({(NOON_SLOT, "ignis"): Tally(failing=2 * MINUTE), (NOON_SLOT - 1, "ignis"): Tally(ok=SLOT_MS)})
    rows = HistoryRows({"ignis": {NOON_SLOT: Tally(ok=MINUTE)}}, [], [])
    tallies = with_pending(frame(), rows, pending, None).tallies["ignis"]
    assert tallies == {NOON_SLOT: Tally(ok=MINUTE, failing=MINUTE), NOON_SLOT - 1: Tally(ok=SLOT_MS)}
    assert rows.tallies["ignis"] == {NOON_SLOT: Tally(ok=MINUTE)}, "what was read is not changed"


def test_pending_time_outside_the_frame_or_of_another_subject_is_left_out() -> None:
    pending = batch({(NOON_SLOT - SLOTS.a_day, "ignis"): Tally(ok=1), (NOON_SLOT, "check:disk"): Tally(ok=1)})
    assert with_pending(frame(), NOTHING, pending, frozenset({"ignis"})).tallies == {}


def test_transitions_and_incidents_are_newest_first_and_bounded() -> None:
    pending = Pending()
    pending.transitions += [transition(at=NOON_MS - one) for one in range(MOST, 0, -1)]
    pending.incidents.update({one.key: one for one in (incident(2, NOON_MS), incident(1, NOON_MS - 5))})
    remembered = HistoryRows({}, [transition(at=NOON_MS - MOST - 1)], [incident(1, NOON_MS - 5, NOON_MS)])
    both = with_pending(frame(), remembered, pending, None)
    assert [one.at for one in both.transitions] == [NOON_MS - one for one in range(1, MOST + 1)]
    assert both.incidents == [incident(2, NOON_MS), incident(1, NOON_MS - 5)], "the pending one is the newer"


def test_a_pending_incident_that_ended_before_the_frame_is_left_out() -> None:
    long_over = incident(1, NOON_MS - 3 * SLOTS.a_day * SLOT_MS, NOON_MS - 2 * SLOTS.a_day * SLOT_MS)
    pending = Pending()
    pending.incidents[long_over.key] = long_over
    assert with_pending(frame(), NOTHING, pending, None).incidents == []
