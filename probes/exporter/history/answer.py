"""`GET /history.json` as a value. The status page and Discord's /health read it (docs/history.md). Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from probes.exporter.history.past_incident import PastIncident, iso
from probes.exporter.history.pending import Pending, Transition
from probes.exporter.history.reading import MOST, HistoryRows
from probes.exporter.history.tally import SLOT_MS, Tally
from probes.exporter.history.window import Frame

_RATIO_DIGITS = 6
_CHECK = "check:"


def history(frame: Frame, remembered: HistoryRows, subjects: Iterable[str]) -> dict[str, Any]:
    """All of `subjects` are in the answer, and all that are remembered. Times are ISO 8601, spans are seconds."""
    step_s = frame.window.step_ms // 1000
    named = dict.fromkeys([*subjects, *sorted(remembered.tallies)])
    return {
        "window": frame.window.label,
        "from": iso(frame.from_ms),
        "to": iso(frame.now_ms),
        "step_s": step_s,
        "times": [step * step_s for step in range(frame.first, frame.last + 1)],
        "subjects": {name: _subject(name, frame, remembered.tallies.get(name, {})) for name in named},
        "incidents": [incident.to_json() for incident in remembered.incidents],
        "transitions": [_transition(one) for one in remembered.transitions],
    }


def with_pending(frame: Frame, remembered: HistoryRows, pending: Pending, wanted: frozenset[str] | None) -> HistoryRows:
    """`remembered` together with what is not on disk yet."""
    tallies = {name: dict(steps) for name, steps in remembered.tallies.items()}
    for (slot, name), more in pending.tallies.items():
        step = slot * SLOT_MS // frame.window.step_ms
        if frame.first <= step <= frame.last and (wanted is None or name in wanted):
            known = tallies.setdefault(name, {}).get(step, Tally())
            room = frame.length_ms(step) - known.observed
            tallies[name][step] = known.plus(more.within(room))
    newest = [one for one in reversed(pending.transitions) if wanted is None or one.subject in wanted]
    transitions = sorted([*newest, *remembered.transitions], key=lambda one: one.at, reverse=True)
    known_incidents = {one.key: one for one in remembered.incidents} | _touching(frame, pending.incidents)
    incidents = sorted(known_incidents.values(), key=lambda one: one.key, reverse=True)
    return HistoryRows(tallies, transitions[:MOST], incidents[:MOST])


def _touching(frame: Frame, incidents: Mapping[tuple[int, int], PastIncident]) -> dict[tuple[int, int], PastIncident]:
    return {key: one for key, one in incidents.items() if one.resolved_at is None or one.resolved_at >= frame.from_ms}


def _subject(name: str, frame: Frame, steps: Mapping[int, Tally]) -> dict[str, Any]:
    total, ordered = Tally(), [steps.get(step, Tally()) for step in range(frame.first, frame.last + 1)]
    for tally in ordered:
        total = total.plus(tally)
    answer: dict[str, Any] = {
        "uptime": _up(total),
        "observed": round(min(1.0, total.observed / (frame.now_ms - frame.from_ms)), _RATIO_DIGITS),
        "seconds": {"ok": total.ok / 1000, "degraded": total.degraded / 1000, "failing": total.failing / 1000},
        "status": [tally.worst for tally in ordered],
        "up": [_up(tally) for tally in ordered],
    }
    if name.startswith(_CHECK):
        answer["latency_avg_s"] = [_average(tally) for tally in ordered]
        answer["latency_max_s"] = [tally.latency_max / 1_000_000 if tally.answers else None for tally in ordered]
    return answer


def _up(tally: Tally) -> float | None:
    """The share of the observed time in which it worked, fully or in part."""
    if not tally.observed:
        return None
    return round((tally.ok + tally.degraded) / tally.observed, _RATIO_DIGITS)


def _average(tally: Tally) -> float | None:
    return round(tally.latency_sum / tally.answers / 1_000_000, 6) if tally.answers else None


def _transition(one: Transition) -> dict[str, Any]:
    found = one.found
    return {
        "subject": one.subject,
        "at": iso(one.at),
        "status": found.status,
        "reason": found.reason,
        "detail": found.detail,
    }
