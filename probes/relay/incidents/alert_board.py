"""Which alerts fire: (board, an alert, now) -> (board, conditions for the incident engine). Pure.

The rules:
- Alerts with the same name (`IgnisInteractionsSlow:bot`, one alert for each slow command) are one condition. It is
  wrong while any of them fires, and shows the worst of them.
- An alert is over when its sender says so. One that reaches its end without being received again is gone: its sender
  no longer reports it, for example because Prometheus died.
- Above `MOST_NAMES` names, further ones are reported together as `others`. Above `MOST_ALERTS` alerts, further ones are
  refused.
- After a restart of the relay, every open incident of an alert stays open until its alerts are received again, or for
  `GRACE` (Prometheus repeats them every minute).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from probes.relay.incidents.alerts import LONGEST_ALERT, AlertRefused, ReceivedAlert
from probes.relay.incidents.incident import Incident, IncidentKind, Severity
from probes.relay.incidents.observations import Condition

MOST_NAMES = 30
MOST_ALERTS = 1000
OTHERS = "others"
GRACE = timedelta(minutes=5)

_REMEMBERED = ""  # the key of an alert that is only known from before the restart
_WORST = (Severity.CRITICAL, None, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class AlertBoard:
    """What fires: for each name its alerts, by their keys."""

    firing: Mapping[str, Mapping[str, ReceivedAlert]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(len(alerts) for alerts in self.firing.values())

    def put(self, name: str, alerts: Mapping[str, ReceivedAlert]) -> "AlertBoard":
        others = {key: one for key, one in self.firing.items() if key != name}
        return AlertBoard({**others, name: alerts} if alerts else others)


def remembered(still_open: Iterable[Incident], now: datetime) -> AlertBoard:
    """The board after a restart of the relay."""
    return AlertBoard(
        {one.subject_name: {_REMEMBERED: _before(one, now)} for one in still_open if one.kind is IncidentKind.ALERT}
    )


def received(board: AlertBoard, alert: ReceivedAlert, now: datetime) -> tuple[AlertBoard, Condition | None]:
    """The board with `alert` on it, and what it changes; None if an alert is over that did not fire.

    Raises AlertRefused if the board is full.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 1, 2, tzinfo=UTC)
        >>> slow = ReceivedAlert("Slow:bot", "key", firing=True, started=now, ends=now + GRACE, text="it is slow")
        >>> board, condition = received(AlertBoard(), slow, now)
        >>> board.size, condition.subject
        (1, 'alert:Slow:bot')
    """
    name = _place(board, alert)
    known = board.firing.get(name, {})
    rest = {key: one for key, one in known.items() if key not in {alert.key, _REMEMBERED}}
    if alert.firing:
        if alert.key not in known and board.size >= MOST_ALERTS:
            raise AlertRefused(f"{MOST_ALERTS} alerts fire already, which is the most that are kept apart")
        alerts = {**rest, alert.key: alert}
        return board.put(name, alerts), _condition(name, alerts, now)
    if not known:
        return board, None
    over = Condition(IncidentKind.ALERT, name, wrong=False, since=alert.ends, at=now)
    return board.put(name, rest), _condition(name, rest, now) if rest else over


def lapsed(board: AlertBoard, now: datetime) -> tuple[AlertBoard, tuple[Condition, ...]]:
    """The board without the alerts that reached their end, and what that changes."""
    conditions: tuple[Condition, ...] = ()
    for name, alerts in board.firing.items():
        left = {key: one for key, one in alerts.items() if one.ends > now}
        if len(left) == len(alerts):
            continue
        board = board.put(name, left)
        gone = Condition(IncidentKind.ALERT, name, wrong=False, since=now, at=now, gone=True)
        conditions += (_condition(name, left, now) if left else gone,)
    return board, conditions


def _place(board: AlertBoard, alert: ReceivedAlert) -> str:
    """The name under which the alert is reported: its own, unless there are too many names."""
    if alert.key in board.firing.get(OTHERS, {}):
        return OTHERS
    full = len(board.firing) >= MOST_NAMES
    return OTHERS if alert.firing and full and alert.name not in board.firing else alert.name


def _condition(name: str, alerts: Mapping[str, ReceivedAlert], now: datetime) -> Condition:
    worst = min(alerts.values(), key=lambda one: (_WORST.index(one.severity), one.started, one.key))
    shown = f"{worst.name}: {worst.text}" if name == OTHERS else worst.text
    more = len(alerts) - 1
    return Condition(
        IncidentKind.ALERT,
        name,
        wrong=True,
        since=min(one.started for one in alerts.values()),
        at=now,
        text=f"{shown} (and {more} more)" if more else shown,
        severity=worst.severity,
        until_told=any(one.until_told for one in alerts.values()),
    )


def _before(incident: Incident, now: datetime) -> ReceivedAlert:
    ends = now + (LONGEST_ALERT if incident.until_told else GRACE)
    return ReceivedAlert(
        incident.subject_name, _REMEMBERED, firing=True, started=incident.opened_at, ends=ends, text=""
    )
