"""The relay's incidents as the history remembers them."""

from ignis.runtime.stack.http_shapes import ReportedIncidents
from probes.exporter.history.limits import TEXT_BYTES
from probes.exporter.history.past_incident import PastIncident, changed, past_incidents
from probes.exporter.history.watch import milliseconds
from probes.relay.incidents.incident import Incident, Resolution
from probes.relay.server import as_json
from tests.probes.relay.rig import T0, incident


def reported(still_open: list[Incident], recent: list[Incident]) -> ReportedIncidents:
    body = {"open": [as_json(one, None) for one in still_open], "recent": [as_json(one, "sent") for one in recent]}
    found = ReportedIncidents.from_json(body)
    assert found is not None
    return found


def only(still_open: Incident) -> PastIncident:
    (one,) = past_incidents(reported([still_open], []))
    return one


def test_the_relays_own_answer_is_understood() -> None:
    still_open, over = incident(2), incident(1).resolved(T0, Resolution.BACK)
    by_number = {one.number: one for one in past_incidents(reported([still_open], [still_open, over]))}
    assert set(by_number) == {1, 2}
    assert by_number[2].resolved_at is None
    assert by_number[1].resolved_at == by_number[1].opened_at == milliseconds(T0)
    assert by_number[1].to_json()["deaths"] == 1


def test_an_incident_in_the_form_of_the_history() -> None:
    one = only(incident(7))._replace(resolved_at=milliseconds(T0) + 90_500)
    assert one.to_json() == {
        "number": 7,
        "subject": "process:bot",
        "title": "bot crashed",
        "kind": "crashed",
        "opened_at": "2026-01-02T03:04:05+00:00",
        "resolved_at": "2026-01-02T03:05:35.500000+00:00",
        "duration_s": 90.5,
        "deaths": 1,
    }
    assert one._replace(resolved_at=one.opened_at - 1).to_json()["duration_s"] == 0
    assert only(incident(7)).to_json()["duration_s"] is None


def test_only_what_differs_is_a_change_and_an_incident_that_is_not_listed_any_more_has_ended() -> None:
    one = only(incident(1))
    assert changed({}, [one], 0) == [one]
    assert changed({one.key: one}, [one], 0) == []
    now = one.opened_at + 5000
    assert changed({one.key: one}, [], now) == [one._replace(resolved_at=now)]
    assert changed({one.key: one}, [], one.opened_at - 5000) == [one._replace(resolved_at=one.opened_at)]
    resolved = one._replace(resolved_at=now)
    assert changed({one.key: resolved}, [], now) == []


def test_long_texts_are_cut() -> None:
    body = as_json(incident(1), None) | {"title": "ä" * 1000}
    found = ReportedIncidents.from_json({"open": [body], "recent": []})
    assert found is not None
    (one,) = past_incidents(found)
    assert len(one.title.encode()) <= TEXT_BYTES
