"""An outage of everything: what the heartbeats of all programs say about the time in which none of them gave one. Pure.

The rules:
- A program is silent between two of its lives, while it stood still, and since its last heartbeat. An outage is a time
  in which all programs were silent, the relay among them. It begins at the last heartbeat of any program.
- The machine has another boot id since: it was off. Another supervisord: the one before was killed. Neither is an
  outage if it was asked for: supervisord's log says so, or else every program ended because it was asked to.
- The same supervisord, and at least `LONGEST_BEAT` of silence: everything stood still. The machine slept if its clocks
  say so. Programs that had to end when the time went on belong to it; it is none if programs died at its begin.
- Moments of the machine's present boot are told by its own clock, so no step of the calendar makes a time longer or
  negative. Moments of an earlier boot are as the calendar was then, and lie before the present boot.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from ignis.runtime.base.life import LONGEST_BEAT, Life
from ignis.runtime.base.machine import UNKNOWN_BOOT, Instant
from probes.relay.incidents.incident import IncidentKind

EVERYTHING: Final = "everything"
"""The name of the subject."""

_RELAY = "relay"
_GOES_ON = 2.0  # seconds in which a watchdog ends its program when the time goes on
_SLACK = LONGEST_BEAT  # by which the last heartbeats of programs that ended together may differ


@dataclass(frozen=True)
class Now:
    """The present moment, and the boot that it belongs to. Everything else is measured from here."""

    boot: str
    at: Instant

    def date(self, boot: str, instant: Instant) -> float:
        """A moment of any boot, on the calendar as it is now (Unix time). Never in the future."""
        if self.same_boot(boot, instant):
            return self.at.wall - max(0.0, self.at.since_boot - instant.since_boot)
        return min(instant.wall, self.at.wall - self.at.since_boot)

    def same_boot(self, boot: str, instant: Instant) -> bool:
        return boot == self.boot and (boot != UNKNOWN_BOOT or instant.since_boot <= self.at.since_boot)


@dataclass(frozen=True)
class Gap:
    """A time without heartbeats of a program (Unix time): from the life `before` it, None if there is none.

    `slept`: seconds of it in which the machine slept, as far as is known.
    """

    program: str
    begin: float
    end: float
    before: Life | None
    after: Life | None = None
    slept: float = 0.0

    @property
    def over(self) -> Life | None:
        """The life that ended in it, or None: it stood still, or nothing is known."""
        return None if self.before is self.after else self.before


@dataclass(frozen=True)
class StackEvidence:
    """What supervisord's log says.

    `asked`: whether the supervisord of the relay's last life was asked to end, None if unknown. `ended_at`: when
    processes (program, pid) ended.
    """

    asked: bool | None
    ended_at: Mapping[tuple[str, int], float]


@dataclass(frozen=True)
class Outage:
    """All programs were silent from `begin` until `end`. `kind` is the kind of its incident, and says why."""

    kind: IncidentKind
    begin: datetime
    end: datetime

    @property
    def cause(self) -> str:
        return _CAUSES[self.kind]

    def covers(self, life: Life, now: Now) -> bool:
        """Whether this life, which has ended, did so in the outage or as soon as it was over."""
        began, last = now.date(life.boot, life.began), now.date(life.boot, life.last)
        begin, end = self.begin.timestamp(), self.end.timestamp()
        return began <= begin and begin - _SLACK <= last <= end + _GOES_ON and not life.clean


_CAUSES: Final[Mapping[IncidentKind, str]] = {
    IncidentKind.OUTAGE: "supervisord was killed",
    IncidentKind.MACHINE_OFF: "the machine was off",
    IncidentKind.ASLEEP: "the machine slept",
    IncidentKind.STANDSTILL: "nothing ran: all programs were stopped, or the machine was frozen",
}
OUTAGES: Final = frozenset(_CAUSES)
"""The kinds of incidents about everything."""


def find(lives: Mapping[str, Sequence[Life]], now: Now, log: StackEvidence) -> Outage | None:
    """The outage since the relay last did its work, or the latest in which it only stood still. None if there is none.

    `lives` are all that is known of each program, the oldest first; the relay's last one is the life of now.
    """
    relay = lives.get(_RELAY, ())
    together = [[one] for one in _since_it_worked(relay, now)]
    for program, known in lives.items():
        if program != _RELAY and known:
            silences = list(_gaps(program, known, now))
            together = [[*found, one] for found in together for one in silences if _overlap([*found, one])]
    longest = max(together, key=_length, default=None)
    return None if longest is None else _judged(longest, relay[-1], now, log)


def _judged(silences: list[Gap], ours: Life, now: Now, log: StackEvidence) -> Outage | None:
    begin, end = max(one.begin for one in silences), min(one.end for one in silences)
    before = silences[0].before
    if before is None:
        return None
    begun = [one for one in silences if one.begin >= begin - _SLACK]  # the others were dead long before
    same_boot = now.same_boot(before.boot, before.last)
    if same_boot and before.parent == ours.parent:
        kind = _standstill(begun, begin, end, log)
    elif log.asked or (log.asked is None and all(one.over is None or one.over.clean for one in begun)):
        return None
    else:
        kind = IncidentKind.OUTAGE if same_boot else IncidentKind.MACHINE_OFF
    return None if kind is None else Outage(kind, _datetime(begin), _datetime(end))


def _standstill(silences: list[Gap], begin: float, end: float, log: StackEvidence) -> IncidentKind | None:
    """Of one supervisord: what happened, or None if programs only ended, each for itself."""
    if end - begin < LONGEST_BEAT or not any(one.program != _RELAY and one.before for one in silences):
        return None
    for one in silences:
        if one.over is not None:
            ended_at = log.ended_at.get((one.program, one.over.pid))
            if one.over.clean or (ended_at is not None and ended_at < one.begin + LONGEST_BEAT):
                return None
    slept = max(one.slept for one in silences)
    return IncidentKind.ASLEEP if slept > (end - begin) / 2 else IncidentKind.STANDSTILL


def _since_it_worked(relay: Sequence[Life], now: Now) -> Iterator[Gap]:
    """The relay's silences that it could not have told of yet."""
    if not relay:
        return
    if relay[-1].working is not None:
        yield from list(_stills(_RELAY, relay[-1], now))[-1:]
        return
    worked = [number for number, one in enumerate(relay) if one.working is not None]
    for earlier, later in _pairs(relay[worked[-1] if worked else 0 :]):
        yield _between(_RELAY, earlier, later, now)


def _gaps(program: str, lives: Sequence[Life], now: Now) -> Iterator[Gap]:
    first, last = lives[0], lives[-1]
    yield Gap(program, float("-inf"), now.date(first.boot, first.began), None, first)
    for life in lives:
        yield from _stills(program, life, now)
    for earlier, later in _pairs(lives):
        yield _between(program, earlier, later, now)
    yield Gap(program, now.date(last.boot, last.last), now.at.wall, last)


def _stills(program: str, life: Life, now: Now) -> Iterator[Gap]:
    for one in life.stills:
        begin, end = now.date(life.boot, one.begin), now.date(life.boot, one.end)
        yield Gap(program, begin, end, life, life, _slept(one.begin, one.end))


def _between(program: str, earlier: Life, later: Life, now: Now) -> Gap:
    slept = _slept(earlier.last, later.began) if earlier.boot == later.boot else 0.0
    begin, end = now.date(earlier.boot, earlier.last), now.date(later.boot, later.began)
    return Gap(program, begin, end, earlier, later, slept)


def _pairs(lives: Sequence[Life]) -> Iterator[tuple[Life, Life]]:
    return pairwise(lives)


def _slept(begin: Instant, end: Instant) -> float:
    return (end.since_boot - begin.since_boot) - (end.awake - begin.awake)


def _overlap(silences: Sequence[Gap]) -> bool:
    return _length(silences) > 0


def _length(silences: Sequence[Gap]) -> float:
    return min(one.end for one in silences) - max(one.begin for one in silences)


def _datetime(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def last_alive(lives: Sequence[Life], pid: int, now: Now) -> datetime | None:
    """The last heartbeat of the latest process with this pid; None if there was none."""
    life = _of(lives, pid)
    return None if life is None else _datetime(now.date(life.boot, life.last))


def works_since(lives: Sequence[Life], pid: int, now: Now) -> datetime | None:
    """When the latest process with this pid began to do its work, or went on with it after a standstill.

    None if it has not begun, or if it is not known.
    """
    life = _of(lives, pid)
    if life is None or life.working is None:
        return None
    since = max([life.working, *(one.end for one in life.stills)], key=_steady)
    return _datetime(now.date(life.boot, since))


def _of(lives: Sequence[Life], pid: int) -> Life | None:
    return next((one for one in reversed(lives) if one.pid == pid), None)


def _steady(instant: Instant) -> float:
    return instant.since_boot
