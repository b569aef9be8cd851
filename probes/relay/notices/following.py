"""What a message makes of news about an incident that it tells of. Pure.

- News is told with the next edit, a change of severity, an acknowledgement and the beginning of flapping at once.
- What was over and begins again is a new message, because an edit notifies nobody; unless the message is only seconds
  old, or says that it flaps.
- A symptom that is held back is counted and not told.
"""

from probes.relay.incidents.incident import Incident
from probes.relay.incidents.recurrence import flaps
from probes.relay.incidents.severity import severity_of
from probes.relay.notices.muting import why_untold
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeReason
from probes.relay.notices.placing import louder, place
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.shaping import Step, news, shaped
from probes.relay.notices.state import NoticeState


def follow(state: NoticeState, notice: Notice, incident: Incident, now: DecisionTime) -> Step:
    """News of `incident`, of which `notice` tells."""
    before = state.incidents[incident.number]
    if incident == before:
        return state, (NoticeDecision(NoticeReason.UNCHANGED),)
    if notice.final and incident.open:
        return _again(state, notice, incident, now)
    state = state.know(incident)
    if incident.number in notice.held_back:
        return _symptom(state, notice, now)
    if incident.open and not before.open and not flaps(incident, now.at):
        return _again(state, notice, incident, now)
    if not incident.open:
        state = state.no_longer_waiting([incident.number])
    reason, urgent = _reason(before, incident)
    return louder(news(state, notice, reason, now, urgent=urgent), notice.number, now)


def _again(state: NoticeState, notice: Notice, incident: Incident, now: DecisionTime) -> Step:
    """It was over, and has begun again."""
    young = notice.continued_in is None and now.soon_after(notice.opened_at, now.policy.group_within)
    if young and incident.number in notice.incidents:
        step = news(state.know(incident), notice, NoticeReason.JOINED, now)
        return louder(step, notice.number, now)
    why = why_untold(state, incident, now)
    if why is not None and not notice.final:
        state, _ = news(state, notice, NoticeReason.NEWS, now)
        return state.wait(incident, why), (NoticeDecision(why),)
    return place(state, incident, NoticeReason.REOPENED, now)


def _symptom(state: NoticeState, notice: Notice, now: DecisionTime) -> Step:
    if not any(state.incidents[number].open for number in notice.incidents) and shaped(state, notice, now).final:
        return news(state, notice, NoticeReason.OVER, now)
    return state.keep(notice), (NoticeDecision(NoticeReason.HELD_BACK),)


def _reason(before: Incident, incident: Incident) -> tuple[NoticeReason, bool]:
    """Why the message is written again, and whether that cannot wait."""
    if before.open and not incident.open:
        return NoticeReason.OVER, False
    if severity_of(before) is not severity_of(incident):
        return NoticeReason.SEVERITY, True
    if incident.acknowledged is not None and before.acknowledged is None:
        return NoticeReason.ACKNOWLEDGED, True
    return NoticeReason.NEWS, False
