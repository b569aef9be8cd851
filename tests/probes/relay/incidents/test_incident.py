"""One incident: what it keeps, and how long it lasted."""

from dataclasses import replace
from datetime import timedelta

from probes.relay.incidents.incident import Cause, IncidentKind, Resolution
from tests.probes.relay.rig import T0, incident

SECOND = timedelta(seconds=1)


def test_only_the_latest_causes_steps_and_deaths_are_kept() -> None:
    found = incident()
    for number in range(30):
        cause = Cause(T0 + number * SECOND, f"cause {number}")
        found = found.because(cause, IncidentKind.CRASHED).step(f"step {number}").death(cause.at)
    assert [one.text for one in found.causes] == [f"cause {number}" for number in range(25, 30)]
    assert found.tried == tuple(f"step {number}" for number in range(22, 30))
    assert found.died == tuple(T0 + number * SECOND for number in range(10, 30))
    assert found.deaths == 31


def test_a_new_cause_decides_the_kind_and_old_last_words_stay_until_there_are_new_ones() -> None:
    found = incident().because(Cause(T0, "hung"), IncidentKind.HUNG, "first words")
    assert (found.kind, found.last_words) == (IncidentKind.HUNG, "first words")
    found = found.because(Cause(T0, "gave up"), IncidentKind.CONFIG)
    assert (found.kind, found.last_words) == (IncidentKind.CONFIG, "first words")
    assert found.because(Cause(T0, "again"), IncidentKind.CONFIG, "new words").last_words == "new words"


def test_it_lasts_from_its_opening_to_its_end_and_never_less_than_nothing() -> None:
    assert (incident().open, incident().duration) == (True, None)
    over = incident().resolved(T0 + 72 * SECOND, Resolution.BACK)
    assert (over.open, over.duration, over.resolution) == (False, 72 * SECOND, Resolution.BACK)
    ended = incident().resolved(T0 - SECOND, Resolution.BACK)  # the clock was set back
    assert (ended.duration, ended.resolved_at) == (timedelta(), T0)


def test_an_incident_of_an_older_file_knows_its_spans_from_its_edges() -> None:
    edges = (T0, T0 + SECOND, T0 + 9 * SECOND)
    found = replace(incident(), edges=edges, reopened=1)
    assert (found.began, found.down) == (edges[2], None)
    assert found.resolved(T0 + 12 * SECOND, Resolution.BACK).duration == 4 * SECOND
    closed = replace(found, edges=(*edges, T0 + 12 * SECOND), resolved_at=T0 + 12 * SECOND)
    assert (closed.began, closed.duration) == (edges[2], 4 * SECOND)
    assert replace(closed, edges=edges[1:]).duration == 12 * SECOND  # what was cut off is not known
