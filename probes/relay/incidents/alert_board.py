"""Which alerts fire: (board, an alert, now) -> (board, conditions for the incident engine). Pure.

The rules:
- Alerts with the same name (`IgnisInteractionsSlow:bot`, one alert for each slow command) stand in one place and are
  one condition. It is wrong while any of them fires, shows the worst, and counts the others by how bad they are.
- An alert is over when its sender says so. One that reaches its end without being received again is gone: its sender
  no longer reports it, for example because Prometheus died. The end of an earlier episode does not end a later one.
- A name that has stood in its place for `SETTLED` is known, and has a place from then on. Of names that are not known,
  `MOST_NEWCOMERS` have places of their own; further ones are told together as `others`. So a flood of new names takes
  no known one's place. Of one rule, `MOST_OF_ONE_RULE` names have places; further ones are `<rule>:others`.
- A place keeps `MOST_IN_PLACE` alerts, the worst. What it does not keep is counted and said. As its end cannot be told,
  one alert stands for all of it until the last of them lapses.
- After a restart of the relay, every open incident of an alert stays open until its alerts are received again, or for
  `GRACE` (Prometheus repeats them every minute).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from probes.relay.incidents.alerts import LONGEST_ALERT, OTHERS, ReceivedAlert
from probes.relay.incidents.incident import Incident, IncidentKind, Severity
from probes.relay.incidents.observations import Condition

MOST_NEWCOMERS: Final = 20
MOST_KNOWN: Final = 50
MOST_OF_ONE_RULE: Final = 10
MOST_IN_PLACE: Final = 100
SETTLED: Final = timedelta(minutes=10)
GRACE: Final = timedelta(minutes=5)

_REMEMBERED = ""  # the key of an alert that is only known from before the restart
_UNKEPT = "…"  # the key of the alert that stands for those that a place did not keep
_WORST = (Severity.CRITICAL, None, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class AlertBoard:
    """What fires: for each place its alerts, by their keys. `known` are names that have a place whatever comes.

    `since` is when a place was taken, `full` are the places that have not kept all that they were given.
    """

    firing: Mapping[str, Mapping[str, ReceivedAlert]] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        return sum(len(alerts) - (_UNKEPT in alerts) for alerts in self.firing.values())

    def put(self, place: str, alerts: Mapping[str, ReceivedAlert], now: datetime) -> "AlertBoard":
        others = {key: one for key, one in self.firing.items() if key != place}
        since = {key: moment for key, moment in self.since.items() if key != place}
        room = len(alerts) < len(self.firing.get(place, {}))
        full = self.full - {place} if room else self.full
        if not alerts:
            return replace(self, firing=others, since=since, full=full)
        taken = self.since.get(place, now)
        return replace(self, firing={**others, place: alerts}, since={**since, place: taken}, full=full)

    def settled(self, now: datetime) -> "AlertBoard":
        """With the names as known that have stood for long enough."""
        stood = [name for name, since in self.since.items() if now - since >= SETTLED and not _is_shared(name)]
        new = [name for name in stood if name not in self.known][: max(MOST_KNOWN - len(self.known), 0)]
        return replace(self, known=self.known.union(new)) if new else self


class Reception(NamedTuple):
    """What an alert changes. `condition` is None if it ends what did not fire. `dropped`: one is not kept apart."""

    board: AlertBoard
    condition: Condition | None
    dropped: bool = False


def remembered(still_open: Iterable[Incident], now: datetime) -> AlertBoard:
    """The board after a restart of the relay."""
    alerts = [one for one in still_open if one.kind is IncidentKind.ALERT]
    return AlertBoard(
        {one.subject_name: {_REMEMBERED: _before(one, now)} for one in alerts},
        {one.subject_name: one.opened_at for one in alerts},
    ).settled(now)


def received(board: AlertBoard, alert: ReceivedAlert, now: datetime) -> Reception:
    """The board with `alert` on it, and what that changes.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 1, 2, tzinfo=UTC)
        >>> slow = ReceivedAlert("Slow:bot", "key", firing=True, started=now, ends=now + GRACE, text="it is slow")
        >>> board, condition, _ = received(AlertBoard(), slow, now)
        >>> board.size, condition.subject
        (1, 'alert:Slow:bot')
    """
    board = board.settled(now)
    place = _place(board, alert)
    known = board.firing.get(place, {})
    return _fires(board, place, known, alert, now) if alert.firing else _over(board, place, known, alert, now)


def _fires(
    board: AlertBoard, place: str, known: Mapping[str, ReceivedAlert], alert: ReceivedAlert, now: datetime
) -> Reception:
    before = known.get(alert.key)
    if before is not None and before.episode == alert.episode:
        alert = replace(alert, started=before.started)  # a start in the future is one, and does not move
    alerts = {key: one for key, one in known.items() if key not in {_REMEMBERED, _UNKEPT}} | {alert.key: alert}
    ordered = sorted(alerts.items(), key=_by_worst) if len(alerts) > MOST_IN_PLACE else [*alerts.items()]
    kept, dropped = dict(ordered[:MOST_IN_PLACE]), len(alerts) > MOST_IN_PLACE
    unkept = [one for _, one in ordered[MOST_IN_PLACE:]] + [known[key] for key in known if key == _UNKEPT]
    if unkept:
        kept[_UNKEPT] = max(unkept, key=lambda one: one.ends)
    board = board.put(place, kept, now)
    if dropped:
        board = replace(board, full=board.full | {place})
    return Reception(board, _condition(board, place, now), dropped)


def _over(
    board: AlertBoard, place: str, known: Mapping[str, ReceivedAlert], alert: ReceivedAlert, now: datetime
) -> Reception:
    before = known.get(alert.key)
    if not known or (before is not None and _is_earlier(alert, before)):
        return Reception(board, None)
    rest = {key: one for key, one in known.items() if key not in {alert.key, _REMEMBERED}}
    if rest:
        board = board.put(place, rest, now)
        return Reception(board, _condition(board, place, now))
    over = Condition(IncidentKind.ALERT, place, wrong=False, since=alert.ends, at=now, shown=_shown(place, known))
    return Reception(board.put(place, {}, now), over)


def replaced(board: AlertBoard, alert: ReceivedAlert, now: datetime) -> tuple[AlertBoard, Condition | None]:
    """The board without the incident that an earlier version opened for `alert` under another name, and its end."""
    known = board.firing.get(alert.former, {})
    if alert.former == alert.name or set(known) != {_REMEMBERED} or known[_REMEMBERED].shown:
        return board, None
    gone = Condition(IncidentKind.ALERT, alert.former, wrong=False, since=now, at=now, gone=True)
    return board.put(alert.former, {}, now), gone


def lapsed(board: AlertBoard, now: datetime) -> tuple[AlertBoard, tuple[Condition, ...]]:
    """The board without the alerts that reached their end, and what that changes."""
    board = board.settled(now)
    conditions: tuple[Condition, ...] = ()
    for place, alerts in board.firing.items():
        left = {key: one for key, one in alerts.items() if one.ends > now}
        if len(left) == len(alerts):
            continue
        board = board.put(place, left, now)
        shown = _shown(place, alerts)
        gone = Condition(IncidentKind.ALERT, place, wrong=False, since=now, at=now, gone=True, shown=shown)
        conditions += (_condition(board, place, now) if left else gone,)
    return board, conditions


def _place(board: AlertBoard, alert: ReceivedAlert) -> str:
    """Where the alert stands: in the place of its own name, unless there is no room for another."""
    of_rule = f"{alert.rule or alert.name}:{OTHERS}"
    for place in (alert.name, of_rule, OTHERS):
        if alert.key in board.firing.get(place, {}):
            return place
    if not alert.firing or alert.name in board.firing or alert.name in board.known:
        return alert.name
    of_one_rule = [name for name in board.firing if name == alert.rule or name.startswith(f"{alert.rule}:")]
    if of_rule in board.firing or len(of_one_rule) >= MOST_OF_ONE_RULE:
        return of_rule
    newcomers = [name for name in board.firing if name not in board.known and name != OTHERS]
    return OTHERS if len(newcomers) >= MOST_NEWCOMERS else alert.name


def _condition(board: AlertBoard, place: str, now: datetime) -> Condition:
    alerts = board.firing[place]
    _, worst = min(alerts.items(), key=_by_worst)
    said = f"{worst.shown or worst.name}: {worst.text}" if _is_shared(place) else worst.text
    return Condition(
        IncidentKind.ALERT,
        place,
        wrong=True,
        since=min(one.started for one in alerts.values()),
        at=now,
        text=said + _and_others(alerts, worst, full=place in board.full),
        severity=worst.severity,
        until_told=any(one.until_told for one in alerts.values()),
        shown=_shown(place, alerts),
    )


def _and_others(alerts: Mapping[str, ReceivedAlert], worst: ReceivedAlert, *, full: bool) -> str:
    """For example ` (and 3 more: 1 critical, 2 warning)`."""
    others = Counter(one.severity for key, one in alerts.items() if one is not worst and key != _UNKEPT)
    if not others:
        return ""
    counts = ", ".join(
        f"{others[severity]} {severity.value if severity else 'without severity'}"
        for severity in _WORST
        if others[severity]
    )
    lost = "; others are not kept apart" if full else ""
    return f" (and {others.total()} more: {counts}{lost})"


def _by_worst(entry: tuple[str, ReceivedAlert]) -> tuple[int, datetime, str]:
    key, one = entry
    return _WORST.index(one.severity), one.started, key


def _is_earlier(over: ReceivedAlert, firing: ReceivedAlert) -> bool:
    """Whether `over` is the end of an earlier episode than the one that fires, by the sender's own clock."""
    return over.episode is not None and firing.episode is not None and over.episode < firing.episode


def _is_shared(place: str) -> bool:
    return place == OTHERS or place.endswith(f":{OTHERS}")


def _shown(place: str, alerts: Mapping[str, ReceivedAlert]) -> str:
    if place == OTHERS:
        return OTHERS
    one = next(iter(alerts.values()))
    if _is_shared(place) and one.rule_shown:
        return f"{one.rule_shown}:{OTHERS}"
    return one.shown


def _before(incident: Incident, now: datetime) -> ReceivedAlert:
    ends = now + (LONGEST_ALERT if incident.until_told else GRACE)
    return ReceivedAlert(
        incident.subject_name,
        _REMEMBERED,
        firing=True,
        started=incident.opened_at,
        ends=ends,
        text="",
        severity=incident.severity,
        shown=incident.shown,
    )
