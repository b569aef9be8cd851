"""The outbox: which messages wait, which one is being sent, which are in the channel. Pure.

Each notice has one entry: pending -> in flight -> sent. What is decided while it is pending or in flight raises its
revision, so the message is sent once more with the newest text. What is due, in this order:

- after an outage, one digest of all that began and ended during it;
- new messages, those that mention somebody first;
- edits of messages: one that ends the story at once, any other at most once a second.

Moments called `now` are monotonic seconds; moments called `at` are by the calendar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

from probes.relay.notices.notice import Telling
from probes.relay.outbox.digest import Digest
from probes.relay.outbox.limits import Route, SendLimits

EDIT_EVERY: Final = 1.0
"""Seconds between two edits of one message; its last edit waits for nothing."""
DIGEST_AFTER: Final = timedelta(minutes=2)
"""What waited longer than this, and is over, is told in a digest."""
QUEUED_FOR: Final = timedelta(hours=24)
"""What waited longer than this, and is over, is only counted in the digest."""

_PAST_KEPT: Final = 200  # incidents
_NEVER: Final = float("inf")


class EntryState(StrEnum):
    """Where a message is. The values are those of relay.db."""

    PENDING = "pending"
    IN_FLIGHT = "in flight"
    SENT = "sent"
    DROPPED = "dropped"


_WAITING: Final = frozenset({EntryState.PENDING, EntryState.IN_FLIGHT})


@dataclass(frozen=True)
class OutboxEntry:
    """One message. `revision` counts what is to be told, `told` what the message tells.

    `plain`: Discord refused the rich message. `attempts`: failed ones since the last that succeeded. `waiting_since`:
    when the oldest news came that the message does not tell; None if there is none. `retry_at` and `told_at` are
    monotonic and do not outlive the process.
    """

    telling: Telling
    state: EntryState = EntryState.PENDING
    revision: int = 1
    told: int = 0
    message_id: str | None = None
    plain: bool = False
    attempts: int = 0
    waiting_since: datetime | None = None
    retry_at: float = 0.0
    told_at: float = float("-inf")

    @property
    def number(self) -> int:
        """The number of its notice."""
        return self.telling.notice.number

    @property
    def route(self) -> Route:
        return Route.POST if self.message_id is None else Route.EDIT

    @property
    def final(self) -> bool:
        """Whether its story is over."""
        return self.telling.notice.final

    @property
    def waits(self) -> bool:
        return self.state in _WAITING

    def due_at(self, limits: SendLimits) -> float:
        """From when on it may be sent."""
        calm = self.told_at + EDIT_EVERY if self.route is Route.EDIT and not self.final else 0.0
        return max(self.retry_at, calm, limits.free_at(self.route))


@dataclass(frozen=True)
class Delivery:
    """One request: one entry or, if there is a `digest`, all that it tells."""

    entries: tuple[OutboxEntry, ...]
    digest: Digest | None = None

    @property
    def route(self) -> Route:
        return Route.POST if self.digest else self.entries[0].route

    @property
    def message_id(self) -> str | None:
        return None if self.digest else self.entries[0].message_id

    @property
    def plain(self) -> bool:
        return self.entries[0].plain

    @property
    def attempts(self) -> int:
        return max(one.attempts for one in self.entries)

    @property
    def incidents(self) -> tuple[int, ...]:
        """The numbers of the incidents that it tells of."""
        return tuple(number for one in self.entries for number in one.telling.notice.incidents)


@dataclass(frozen=True)
class Outbox:
    """`entries` by notice; those that are told to their end are gone. `past`: how those were told, by incident.

    Example:
        outbox = Outbox().put(telling, clock.now())
        delivery = outbox.due(clock.monotonic(), clock.now(), limits)
        outbox = outbox.begun(delivery)
        outbox = outbox.sent(delivery, "1234", clock.monotonic(), clock.now())
    """

    entries: Mapping[int, OutboxEntry] = field(default_factory=dict[int, OutboxEntry])
    past: Mapping[int, EntryState] = field(default_factory=dict[int, EntryState])

    @property
    def depth(self) -> int:
        """How many messages are pending or in flight."""
        return sum(one.waits for one in self.entries.values())

    @property
    def untaken(self) -> tuple[Telling, ...]:
        """What waits, and of which Discord has taken nothing yet."""
        return tuple(one.telling for one in self.entries.values() if one.waits and one.message_id is None)

    def standing(self, incident: int) -> EntryState | None:
        """Where the newest message about an incident is; None if that is not known."""
        for one in reversed(tuple(self.entries.values())):
            if incident in one.telling.notice.incidents or incident in one.telling.notice.held_back:
                return one.state
        return self.past.get(incident)

    def put(self, tellings: Iterable[Telling], at: datetime) -> "Outbox":
        """With newer text for each of these messages."""
        return self._with(self._put(telling, at) for telling in tellings)

    def _put(self, telling: Telling, at: datetime) -> OutboxEntry:
        known = self.entries.get(telling.notice.number)
        if known is None:
            return OutboxEntry(telling, waiting_since=at)
        return replace(
            known,
            telling=telling,
            revision=known.revision + 1,
            plain=False,
            state=known.state if known.waits else EntryState.PENDING,
            waiting_since=known.waiting_since or at,
        )

    def due(self, now: float, at: datetime, limits: SendLimits) -> Delivery | None:
        """The request to make now; None if there is none."""
        ready = [one for one in self._pending() if one.due_at(limits) <= now]
        posts = [one for one in ready if one.route is Route.POST]
        if any(one.final for one in posts) and (delivery := self._digest(at)) is not None:
            return delivery
        if posts:
            return Delivery((min(posts, key=lambda one: (not one.telling.notice.mention, one.number)),))
        edits = (one for one in ready if one.route is Route.EDIT)
        first = min(edits, key=lambda one: (not one.final, one.told_at, one.number), default=None)
        return Delivery((first,)) if first is not None else None

    def due_at(self, limits: SendLimits) -> float:
        """When the next request may be made; infinite if nothing waits."""
        return min((one.due_at(limits) for one in self._pending()), default=_NEVER)

    def begun(self, delivery: Delivery) -> "Outbox":
        """It is being sent."""
        return self._with(replace(one, state=EntryState.IN_FLIGHT) for one in self._known(delivery))

    def sent(self, delivery: Delivery, message_id: str, now: float, at: datetime) -> "Outbox":
        """It is in the channel; where there is newer text by now, that is pending."""
        changed: list[OutboxEntry] = []
        for sent in delivery.entries:
            known = self.entries.get(sent.number, sent)
            newest = known.revision == sent.revision
            changed.append(
                replace(
                    known,
                    state=EntryState.SENT if newest else EntryState.PENDING,
                    told=sent.revision,
                    message_id=None if delivery.digest else message_id,
                    attempts=0,
                    waiting_since=None if newest else at,
                    retry_at=0.0,
                    told_at=now,
                )
            )
        return self._with(changed)

    def failed(self, delivery: Delivery, retry_at: float) -> "Outbox":
        """It was not delivered, and is due again at `retry_at`."""
        return self._with(
            replace(one, state=EntryState.PENDING, attempts=one.attempts + 1, retry_at=retry_at)
            for one in self._known(delivery)
        )

    def put_back(self, delivery: Delivery) -> "Outbox":
        """The failure was not the message's fault: it is due at once when there is a webhook again."""
        return self._with(replace(one, state=EntryState.PENDING) for one in self._known(delivery))

    def message_gone(self, delivery: Delivery) -> "Outbox":
        """Discord no longer has the message: the next one is new. Nobody misses one that a newer message goes on."""
        return self._with(
            replace(one, state=EntryState.DROPPED, message_id=None, waiting_since=None)
            if one.telling.notice.continued_in is not None
            else replace(one, state=EntryState.PENDING, message_id=None)
            for one in self._known(delivery)
        )

    def simplified(self, delivery: Delivery) -> "Outbox":
        """Discord refused it: it is due again as one plain line. If that was refused too, it is dropped."""
        state = EntryState.DROPPED if delivery.plain else EntryState.PENDING
        return self._with(replace(one, state=state, plain=True) for one in self._known(delivery))

    def landed(self) -> "Outbox":
        """Nothing is being sent: what was in flight is due again."""
        flying = [one for one in self.entries.values() if one.state is EntryState.IN_FLIGHT]
        return self._with(replace(one, state=EntryState.PENDING) for one in flying)

    def dropped(self) -> "Outbox":
        """There is no webhook: nothing waits any more."""
        return self._with(
            replace(one, state=EntryState.DROPPED, waiting_since=None) for one in self.entries.values() if one.waits
        )

    def reachable(self) -> "Outbox":
        """Discord can be reached again: nothing waits for its next try any longer."""
        return self._with(replace(one, retry_at=0.0) for one in self._pending() if one.retry_at)

    def without_told(self) -> "Outbox":
        """Without the entries that are told to their end. How they were told is remembered for a while."""
        done = [one for one in self.entries.values() if one.final and not one.waits]
        if not done:
            return self
        gone = {one.number for one in done}
        past = dict(self.past)
        for one in done:
            past.update(dict.fromkeys((*one.telling.notice.incidents, *one.telling.notice.held_back), one.state))
        return Outbox(
            {number: one for number, one in self.entries.items() if number not in gone},
            dict(islice(past.items(), max(0, len(past) - _PAST_KEPT), None)),
        )

    def _pending(self) -> list[OutboxEntry]:
        return [one for one in self.entries.values() if one.state is EntryState.PENDING]

    def _digest(self, at: datetime) -> Delivery | None:
        """What began and ended while nothing could be sent, if it is more than one message and waited for long."""
        pending = self._pending()
        over = [one for one in pending if one.route is Route.POST and one.final]
        since = min((one.waiting_since or at for one in over), default=at)
        if len(over) <= 1 or at - since < DIGEST_AFTER:
            return None
        expired = [one.telling for one in over if at - (one.waiting_since or at) > QUEUED_FOR]
        counted = {one.notice.number for one in expired}
        digest = Digest(
            since=min(one.waiting_since or at for one in pending),
            until=at,
            over=tuple(one.telling for one in over if one.number not in counted),
            ended=tuple(one.telling for one in pending if one.route is Route.EDIT and one.final),
            still_open=tuple(one.telling for one in pending if one.route is Route.POST and not one.final),
            expired=tuple(expired),
        )
        return Delivery(tuple(over), digest)

    def _known(self, delivery: Delivery) -> list[OutboxEntry]:
        """The entries of `delivery` as they are by now."""
        return [self.entries.get(one.number, one) for one in delivery.entries]

    def _with(self, changed: Iterable[OutboxEntry]) -> "Outbox":
        newer = {one.number: one for one in changed}
        return replace(self, entries={**self.entries, **newer}) if newer else self


def resumed(stored: Iterable[OutboxEntry], past: Mapping[int, EntryState], at: datetime) -> Outbox:
    """The outbox of an earlier process. What was in flight is due again: at most that one request is repeated."""
    entries: dict[int, OutboxEntry] = {}
    for one in stored:
        waiting_since = (one.waiting_since or at) if one.waits else None
        entries[one.number] = replace(one, waiting_since=waiting_since)
    return Outbox(entries, past).landed()
