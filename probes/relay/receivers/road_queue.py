"""What one further receiver is told, and when. Pure: (queue, telling or time) -> queue.

The rules:
- Nothing is edited on these roads, so of each notice at most its beginning and its end are told: `opened`, or
  `escalated` where it goes on in a new message, and `over`. The end only of what was told here.
- `always`: at once. `discord_down`: what Discord has not taken, as soon as Discord counts as down; and the end of that,
  also when Discord is back.
- A problem that ends before its beginning could be sent is one message, about its end; so is one that was over when it
  became known, such as an outage of everything.
- More than `MOST_ALONE` that are due at once are one message.
- A receiver that fails is left alone, longer each time; what waits longer than `KEPT`, and the oldest of more than
  `MOST_WAITING`, is dropped and counted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from ignis.runtime.resilience.backoff import Backoff
from probes.relay.incidents.incident import Severity
from probes.relay.incidents.severity import badness
from probes.relay.notices.notice import NoticeReason, Telling
from probes.relay.outbox.road_memory import MessageEvent, RoadMemory, Waiting
from probes.relay.receivers.plain_text import worst
from probes.relay.receivers.receiver import SendOutcome, SendResult

MOST_ALONE: Final = 5
MOST_WAITING: Final = 100
KEPT: Final = timedelta(hours=24)
PACE: Final = 1.0
"""Seconds between two messages."""

BACKOFF: Final = Backoff(first=2.0, longest=300.0)

_MOST_KNOWN: Final = 500


@dataclass(frozen=True)
class RoadRule:
    """`always`, or only while Discord is down; `least` is the least severity that is told."""

    always: bool
    least: Severity


@dataclass(frozen=True)
class RoadQueue:
    """`told`, `held`, `waiting` and `newest` as in `RoadMemory`.

    `failures` are those in a row; nothing is sent before `not_before` (monotonic seconds).
    """

    rule: RoadRule
    told: frozenset[int] = frozenset()
    held: Mapping[int, Telling] = field(default_factory=dict[int, Telling])
    waiting: Mapping[int, Waiting] = field(default_factory=dict[int, Waiting])
    newest: int = 0
    failures: int = 0
    not_before: float = 0.0
    dropped: int = 0

    @property
    def memory(self) -> RoadMemory:
        """What the next run goes on with."""
        return RoadMemory(self.told, self.held, self.waiting, self.newest)

    def take(self, telling: Telling, at: datetime) -> "RoadQueue":
        """A notice has changed. One that is over when it comes first opened and ended in one batch."""
        queue = self._changed(telling, at)
        return replace(queue, newest=max(self.newest, telling.notice.number))

    def _changed(self, telling: Telling, at: datetime) -> "RoadQueue":
        number = telling.notice.number
        known = self.waiting.get(number)
        if telling.notice.continued_in is not None:
            return replace(self.without(number), told=self.told - {number})
        if _is_over(telling) and (known is not None or number in self.told):
            return self.add(Waiting(telling, MessageEvent.OVER, known.since if known else at))
        if known is not None:
            return self.add(replace(known, telling=telling))
        if not self._is_wanted(telling):
            return self
        if self.rule.always:
            return self.add(Waiting(telling, _event(telling), at))
        return replace(self, held=_newest({**self.held, number: telling}))

    def look(self, at: datetime, *, discord_down: bool, taken: Collection[int]) -> "RoadQueue":
        """Time has passed. `taken` are the notices of `held` that Discord has taken."""
        queue = replace(self, held={key: one for key, one in self.held.items() if key not in taken})
        if discord_down:
            for telling in queue.held.values():
                queue = queue.add(Waiting(telling, _event(telling), at))
            queue = replace(queue, held={})
        expired = [key for key, one in queue.waiting.items() if at - one.since > KEPT]
        return replace(queue.without(*expired), dropped=queue.dropped + len(expired))

    def due(self, now: float) -> tuple[Waiting, ...]:
        """What is to be sent now, in one message; nothing if the receiver is to be left alone."""
        if now < self.not_before:
            return ()
        all_of_it = sorted(self.waiting.values(), key=_since)
        return tuple(all_of_it if len(all_of_it) > MOST_ALONE else all_of_it[:1])

    def sent(self, what: Collection[Waiting], result: SendResult, now: float, roll: float) -> "RoadQueue":
        """`what` was sent, and this came of it. `roll` is uniform in 0..1. Newer news of it still waits."""
        done = [one.telling.notice.number for one in what if self.waiting.get(one.telling.notice.number) == one]
        if result.outcome is SendOutcome.DELIVERED:
            told = (self.told | {one.telling.notice.number for one in what}) - {
                one.telling.notice.number for one in what if one.event is MessageEvent.OVER
            }
            told = frozenset(sorted(told)[-_MOST_KNOWN:])
            return replace(self.without(*done), told=told, failures=0, not_before=now + PACE)
        if result.outcome is SendOutcome.REFUSED:
            return replace(self.without(*done), dropped=self.dropped + len(done), not_before=now + PACE)
        wait = result.wait
        if result.outcome is SendOutcome.MISCONFIGURED:
            wait = BACKOFF.longest
        if wait is None:
            wait = BACKOFF.delay(self.failures + 1, roll)
        return replace(self, failures=self.failures + 1, not_before=now + wait)

    def _is_wanted(self, telling: Telling) -> bool:
        """Whether its beginning is to be told. What was not told when it began is not told when it ends."""
        number = telling.notice.number
        if number in self.told or telling.notice.silenced_until is not None:
            return False
        begins = not _is_over(telling) or number in self.held or number > self.newest
        return begins and badness(worst(telling)) >= badness(self.rule.least)

    def add(self, one: Waiting) -> "RoadQueue":
        """With a message that waits, in the place of an older one about the same notice."""
        waiting = {**self.waiting, one.telling.notice.number: one}
        newest = sorted(waiting.values(), key=_since)[-MOST_WAITING:]
        left = {each.telling.notice.number: each for each in newest}
        return replace(self, waiting=left, dropped=self.dropped + len(waiting) - len(left))

    def without(self, *numbers: int) -> "RoadQueue":
        """Without all that is held or waits about these notices."""
        return replace(
            self,
            held={key: one for key, one in self.held.items() if key not in numbers},
            waiting={key: one for key, one in self.waiting.items() if key not in numbers},
        )


def resumed(rule: RoadRule, memory: RoadMemory) -> RoadQueue:
    """The queue of an earlier process; its receiver is tried at once."""
    return RoadQueue(rule, memory.told, memory.held, memory.waiting, memory.newest)


def _is_over(telling: Telling) -> bool:
    return not any(one.open for one in (*telling.incidents, *telling.held_back))


def _event(telling: Telling) -> MessageEvent:
    if _is_over(telling):
        return MessageEvent.OVER
    return MessageEvent.ESCALATED if telling.notice.reason is NoticeReason.ESCALATED else MessageEvent.OPENED


def _newest(held: Mapping[int, Telling]) -> Mapping[int, Telling]:
    return {number: held[number] for number in sorted(held)[-_MOST_KNOWN:]}


def _since(one: Waiting) -> datetime:
    return one.since
