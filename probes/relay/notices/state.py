"""What the notices remember between two events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from probes.relay.incidents.incident import Incident
from probes.relay.notices.actions import Acknowledge, Pause, Silence
from probes.relay.notices.causes import is_root
from probes.relay.notices.notice import Notice, NoticeReason, Telling

_PAST_FOR = timedelta(minutes=15)  # longer than an incident can be reopened
_PAST_KEPT = 2000


@dataclass(frozen=True)
class PastNotice:
    """The last notice that told of an incident, and when that was."""

    number: int
    at: datetime


@dataclass(frozen=True)
class NoticeState:
    """`notices` are those that are not final, and the final ones of the last seconds, by number.

    `incidents` are those that they tell of, and those that wait, by number. `told_in` says which notice tells of an
    incident, `waiting` why one is not told yet, `roots` which of them can have symptoms, by subject. `past` has the
    last notice of incidents that are over. `gathering` is the notice that others may still join. `mentioned` says when
    an incident last mentioned somebody.

    What operators have said, and still holds: `acknowledged` by the incident's number, `silences` by subject, `pause`.
    """

    notices: Mapping[int, Notice] = field(default_factory=dict[int, Notice])
    incidents: Mapping[int, Incident] = field(default_factory=dict[int, Incident])
    next_number: int = 1
    acknowledged: Mapping[int, Acknowledge] = field(default_factory=dict[int, Acknowledge])
    silences: Mapping[str, Silence] = field(default_factory=dict[str, Silence])
    pause: Pause | None = None
    told_in: Mapping[int, int] = field(default_factory=dict[int, int])
    waiting: Mapping[int, NoticeReason] = field(default_factory=dict[int, NoticeReason])
    roots: Mapping[str, int] = field(default_factory=dict[str, int])
    past: Mapping[int, PastNotice] = field(default_factory=dict[int, PastNotice])
    gathering: int | None = None
    mentioned: Mapping[int, datetime] = field(default_factory=dict[int, datetime])

    def about(self, incident: int) -> Notice | None:
        """The notice that tells of an incident."""
        number = self.told_in.get(incident)
        return None if number is None else self.notices.get(number)

    def telling(self, notice: Notice) -> Telling:
        """A notice with its incidents, as a message is made from it."""
        return Telling(
            notice,
            tuple(self.incidents[number] for number in notice.incidents),
            tuple(self.incidents[number] for number in notice.held_back),
        )

    def know(self, incident: Incident) -> "NoticeState":
        """With `incident` in the place of its older self."""
        acknowledged, roots = self.acknowledged, self.roots
        if incident.acknowledged is not None and incident.number not in acknowledged:
            by = incident.acknowledged
            acknowledged = {**acknowledged, incident.number: Acknowledge(incident.number, by.by, by.at)}
        elif incident.acknowledged is None and incident.number in acknowledged:
            acknowledged = {number: one for number, one in acknowledged.items() if number != incident.number}
        if roots.get(incident.subject) != incident.number and is_root(incident.subject):
            roots = {**roots, incident.subject: incident.number}
        incidents = {**self.incidents, incident.number: incident}
        return replace(self, incidents=incidents, acknowledged=acknowledged, roots=roots)

    def keep(self, notice: Notice, *incidents: Incident) -> "NoticeState":
        """With `notice` and `incidents` in the place of their older selves."""
        state = self
        for incident in incidents:
            state = state.know(incident)
        old = state.notices.get(notice.number)
        same = old is not None and (old.incidents, old.held_back) == (notice.incidents, notice.held_back)
        if notice.continued_in is None and not (same and notice.subject_number in state.told_in):
            about = (*notice.incidents, *notice.held_back)
            state = replace(state, told_in={**state.told_in, **dict.fromkeys(about, notice.number)})
        notices = {**state.notices, notice.number: notice}
        return replace(state, notices=notices, next_number=max(state.next_number, notice.number + 1))

    def wait(self, incident: Incident, why: NoticeReason) -> "NoticeState":
        """With `incident` among those that wait."""
        state = self.know(incident)
        return replace(state, waiting={**state.waiting, incident.number: why})

    def no_longer_waiting(self, numbers: Iterable[int]) -> "NoticeState":
        gone = frozenset(numbers)
        return replace(self, waiting={number: why for number, why in self.waiting.items() if number not in gone})

    def without_final(self, now: datetime | None = None, kept_for: timedelta = timedelta()) -> "NoticeState":
        """Without the notices whose last edit was `kept_for` ago, and what only they told of, which is past."""
        gone = {
            number: one
            for number, one in self.notices.items()
            if one.final
            and one.unsaid is None
            and (now is None or not timedelta() <= now - one.last_told_at <= kept_for)
        }
        if not gone:
            return self
        past = dict(self.past)
        for notice in gone.values():
            if notice.continued_in is None:
                for number in notice.incidents:
                    past.pop(number, None)
                    past[number] = PastNotice(notice.number, notice.last_told_at)
        notices = {number: one for number, one in self.notices.items() if number not in gone}
        return replace(self, notices=notices, past=past).without_untold()

    def without_untold(self) -> "NoticeState":
        """Without the incidents that no notice tells of, and that do not wait."""
        used = {number for one in self.notices.values() for number in (*one.incidents, *one.held_back)}
        used.update(self.waiting)
        incidents = {number: one for number, one in self.incidents.items() if number in used}
        return replace(
            self,
            incidents=incidents,
            told_in={number: notice for number, notice in self.told_in.items() if notice in self.notices},
            acknowledged={number: one for number, one in self.acknowledged.items() if number in used},
            roots={subject: number for subject, number in self.roots.items() if number in used},
        )

    def without_old_mentions(self, now: datetime, kept_for: timedelta) -> "NoticeState":
        """Without the mentions that were so long ago that the next one may follow."""
        left = {number: at for number, at in self.mentioned.items() if abs(now - at) < kept_for}
        return self if len(left) == len(self.mentioned) else replace(self, mentioned=left)

    def without_old_past(self, now: datetime) -> "NoticeState":
        """Without what is past for so long that nothing follows it any more."""
        past = dict(self.past)
        while past:
            number, oldest = next(iter(past.items()))
            if abs(now - oldest.at) <= _PAST_FOR and len(past) <= _PAST_KEPT:
                break
            del past[number]
        return self if len(past) == len(self.past) else replace(self, past=past)

    def indexed(self) -> "NoticeState":
        """With `told_in` and `roots`, which an older file does not have."""
        state = self
        for notice in self.notices.values():
            state = state.keep(notice, *(self.incidents[number] for number in (*notice.incidents, *notice.held_back)))
        return state
