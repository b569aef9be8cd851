"""The relay's incidents, as far as the history remembers them. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from ignis.runtime.stack.http_shapes import ReportedIncident, ReportedIncidents
from probes.exporter.history.limits import WORD_BYTES, cut
from probes.exporter.history.watch import milliseconds

EVERYTHING: Final = "host:everything"
"""The subject of the relay's incidents about an outage of everything."""


class PastIncident(NamedTuple):
    """Moments in milliseconds since the epoch; `resolved_at` is None while it is open."""

    opened_at: int
    number: int
    subject: str
    title: str
    kind: str
    resolved_at: int | None
    deaths: int

    @property
    def key(self) -> tuple[int, int]:
        return self.opened_at, self.number

    @property
    def outage(self) -> tuple[int, int] | None:
        """From when until when everything was down. None if it was not, or still is."""
        if self.subject != EVERYTHING or self.resolved_at is None:
            return None
        return self.opened_at, self.resolved_at

    def to_json(self) -> dict[str, Any]:
        end = self.resolved_at
        return {
            "number": self.number,
            "subject": self.subject,
            "title": self.title,
            "kind": self.kind,
            "opened_at": iso(self.opened_at),
            "resolved_at": None if end is None else iso(end),
            "duration_s": None if end is None else max(0, end - self.opened_at) / 1000,
            "deaths": self.deaths,
        }


def iso(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat()


def past_incidents(reported: ReportedIncidents) -> list[PastIncident]:
    """Each incident of the relay's answer once: an open one is in both of its lists."""
    return [_past(one) for one in {one.id: one for one in (*reported.recent, *reported.open)}.values()]


def changed(
    known: Mapping[tuple[int, int], PastIncident], listed: Iterable[PastIncident], now_ms: int
) -> list[PastIncident]:
    """Those that differ from `known`. One that was open and is not listed any more has ended unseen: it ends now."""
    by_key = {one.key: one for one in listed}
    gone = [one for key, one in known.items() if one.resolved_at is None and key not in by_key]
    different = [one for key, one in by_key.items() if known.get(key) != one]
    return different + [one._replace(resolved_at=max(now_ms, one.opened_at)) for one in gone]


def _past(reported: ReportedIncident) -> PastIncident:
    return PastIncident(
        milliseconds(reported.opened_at),
        reported.id,
        cut(reported.subject, WORD_BYTES),
        cut(reported.title),
        cut(reported.kind, WORD_BYTES),
        None if reported.resolved_at is None else milliseconds(reported.resolved_at),
        reported.deaths,
    )
