"""Carries out what operators order, says what came of it, and records who ordered it.

An order is idempotent: ordered twice, it is done once, and the second answer says so or says the newer end.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.operator_shapes import (
    OperatorAnswer,
    OperatorOutcome,
    OperatorWork,
    Order,
    PauseOrder,
    ReportedLog,
    SilenceOrder,
)
from ignis.runtime.telemetry import log_tail
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.action_log import ActionLog, RecordedAction
from probes.relay.incidents.incident import Incident, IncidentKind, Severity, covers
from probes.relay.incidents.observations import Condition, Observation
from probes.relay.incidents.state import EngineState
from probes.relay.notices.actions import Acknowledge, OperatorAction, Pause, Resume, Silence, Unsilence
from probes.relay.notices.notice import Telling
from probes.relay.notices.policy import QuietHours
from probes.relay.notices.state import NoticeState
from probes.relay.notify.buttons import log_of, program_of
from probes.relay.operators.restarts import ProgramRestarts, RestartRefused
from probes.relay.operators.subjects import problem

TEST_LASTS: Final = timedelta(seconds=10)

_TEST_WITHIN: Final = 4.0  # seconds, for receivers that need no Discord
_MOST_DIGITS: Final = 19
_LOOK_EVERY: Final = 1.0  # seconds
_RECORD_WITHIN: Final = 1.0  # seconds; a person waits, and the record is not what they wait for


class OrderRefused(Exception):  # noqa: N818  it is an answer
    """The order cannot be meant. Its text is one line for people: what is wrong, and what was expected."""


class Incidents(Protocol):
    """The incident manager, as far as operators need it."""

    @property
    def state(self) -> EngineState: ...

    @property
    def notices(self) -> NoticeState: ...

    async def act(self, action: OperatorAction) -> tuple[Telling, ...]: ...

    async def handle(self, observations: Iterable[Observation]) -> None: ...


class RoadTests(Protocol):
    """The receivers that need no Discord; in the relay it is `Roads`."""

    async def test(self, by: str, within_s: float) -> dict[str, str]: ...


class OperatorDesk:
    """Example:
    desk = OperatorDesk(manager, ActionLog(database), restarts, home.log, redactor, clock=clock, log=log)
    answer = await desk.acknowledge(12, Order(by=OrderedBy(name="Vulkan", discord_id=42)))
    """

    def __init__(
        self,
        incidents: Incidents,
        actions: ActionLog,
        restarts: ProgramRestarts,
        logs: Path,
        redactor: Redactor,
        *,
        clock: Clock,
        log: Logger,
        roads: RoadTests | None = None,
        quiet_hours: QuietHours | None = None,
    ) -> None:
        self._quiet_hours = quiet_hours
        self._roads = roads
        self._incidents = incidents
        self._actions = actions
        self._restarts = restarts
        self._logs = logs
        self._redactor = redactor
        self._clock = clock
        self._log = log
        self._last_test: datetime | None = None
        self._recording: set[asyncio.Task[bool]] = set()

    async def run(self) -> None:
        """Ends test alerts, also one from before a restart, and records what waits. Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        now = self._clock.now()
        over = [one for one in self._tests if not timedelta() <= now - one.opened_at < TEST_LASTS]
        if over:
            await self._incidents.handle(
                [Condition(IncidentKind.TEST, one.subject_name, wrong=False, since=now, at=now) for one in over]
            )
        if self._actions.waiting:
            await asyncio.to_thread(self._actions.record)

    async def acknowledge(self, number: int, order: Order) -> OperatorAnswer:
        """Somebody takes care of incident `number`: it is not escalated any more."""
        missing = self._missing(number)
        if missing is not None:
            return missing
        now, by = self._clock.now(), self._by(order)
        about = self._about(number, whole_message=order.whole_message)
        new = [one for one in about if one.acknowledged is None]
        before = about[0].acknowledged
        if not new and before is not None:
            return OperatorAnswer(
                outcome=OperatorOutcome.ALREADY_ACKNOWLEDGED,
                text=f"incident {number} is acknowledged already, by {before.by} at {clock_time(before.at, now)}",
                incident=number,
                by=before.by,
            )
        for one in new:
            await self._incidents.act(Acknowledge(one.number, by, now))
        recorded = await self._record(
            order, OperatorWork.ACKNOWLEDGE, *((one.subject, one.number, None) for one in new)
        )
        return OperatorAnswer(
            outcome=OperatorOutcome.ACKNOWLEDGED,
            text=told(f"{numbers(one.number for one in new)} acknowledged", recorded=recorded),
            recorded=recorded,
            incident=number,
            by=by,
        )

    async def silence(self, order: SilenceOrder) -> OperatorAnswer:
        """No message about a subject for a while. Raises OrderRefused."""
        if (order.subject is None) is (order.incident is None):
            raise OrderRefused("expected either `subject` or `incident`")
        subjects: dict[str, int | None]
        if order.incident is not None:
            missing = self._missing(order.incident)
            if missing is not None:
                return missing
            about = self._about(order.incident, whole_message=order.whole_message)
            subjects = {one.subject: one.number for one in about}
        else:
            subject = order.subject or ""
            if (wrong := problem(subject, self._incidents.state.open)) is not None:
                raise OrderRefused(wrong)
            subjects = {subject: None}
        now, by, why = self._clock.now(), self._by(order), self._why(order)
        until = now + timedelta(seconds=order.for_s)
        for subject in subjects:
            await self._incidents.act(Silence(subject, until, by, now, why))
        recorded = await self._record(
            order, OperatorWork.SILENCE, *((subject, number, until) for subject, number in subjects.items())
        )
        return OperatorAnswer(
            outcome=OperatorOutcome.SILENCED,
            text=told(f"nothing is told about {', '.join(subjects)} until {clock_time(until, now)}", recorded=recorded),
            recorded=recorded,
            incident=order.incident,
            subject=", ".join(subjects),
            by=by,
            until=until,
        )

    async def unsilence(self, subject: str, order: Order) -> OperatorAnswer:
        """The end of a silence before its time. `subject` may be the number of an incident of it."""
        now = self._clock.now()
        if subject.isascii() and subject.isdigit():
            known = self._subject_of(int(subject[:_MOST_DIGITS]))
            if known is None:
                return OperatorAnswer(
                    outcome=OperatorOutcome.UNKNOWN,
                    text=f"incident {subject} is not known: name the subject, see `ignis alerts list`",
                )
            subject = known
        silence = self._incidents.notices.silences.get(subject)
        if silence is None or silence.until <= now:
            wider = next((one.subject for one in self.silences if covers(one.subject, subject)), None)
            more = f" by itself, but by {wider}: end that one" if wider is not None else ""
            return OperatorAnswer(
                outcome=OperatorOutcome.NOT_SILENCED, text=f"{subject} is not silenced{more}", subject=subject
            )
        await self._incidents.act(Unsilence(subject, self._by(order), now))
        recorded = await self._record(order, OperatorWork.UNSILENCE, (subject, None, None))
        return OperatorAnswer(
            outcome=OperatorOutcome.UNSILENCED,
            text=told(f"{subject} is told about again", recorded=recorded),
            recorded=recorded,
            subject=subject,
        )

    async def pause(self, order: PauseOrder) -> OperatorAnswer:
        """Maintenance. A second one replaces the first, with its end."""
        now, by = self._clock.now(), self._by(order)
        until = now + timedelta(seconds=order.for_s)
        await self._incidents.act(Pause(until, by, now, self._why(order)))
        recorded = await self._record(order, OperatorWork.PAUSE, (None, None, until))
        return OperatorAnswer(
            outcome=OperatorOutcome.PAUSED,
            text=told(
                f"maintenance until {clock_time(until, now)}: nothing is told, then what is still wrong",
                recorded=recorded,
            ),
            recorded=recorded,
            by=by,
            until=until,
        )

    async def resume(self, order: Order) -> OperatorAnswer:
        """The end of maintenance before its time."""
        if self.paused is None:
            return OperatorAnswer(outcome=OperatorOutcome.NOT_PAUSED, text="there is no maintenance")
        await self._incidents.act(Resume(self._by(order), self._clock.now()))
        recorded = await self._record(order, OperatorWork.RESUME, (None, None, None))
        return OperatorAnswer(
            outcome=OperatorOutcome.RESUMED,
            text=told(f"maintenance is over: {self._told_now()}", recorded=recorded),
            recorded=recorded,
        )

    async def test(self, order: Order) -> OperatorAnswer:
        """A message that goes the way of every alert, and is over after some seconds."""
        now, pause = self._clock.now(), self.paused
        if pause is not None:
            return OperatorAnswer(
                outcome=OperatorOutcome.TEST_HELD_BACK,
                text=f"maintenance until {clock_time(pause.until, now)}: nothing is told, so no test either",
                until=pause.until,
                by=pause.by,
            )
        text = f"a test by {self._by(order)}; it ends by itself in {TEST_LASTS.seconds} s"
        # a name of its own, because what has the name of an earlier one continues that
        self._last_test = max(now, self._last_test + timedelta(milliseconds=1)) if self._last_test else now
        begun = Condition(
            IncidentKind.TEST,
            f"{self._last_test:%H%M%S.%f}"[:-3],
            wrong=True,
            since=now,
            at=now,
            text=text,
            severity=Severity.INFO,
        )
        await self._incidents.handle([begun])
        test = self._incidents.state.open.get(begun.subject)
        recorded = await self._record(order, OperatorWork.TEST, (None, test.number if test else None, None))
        return OperatorAnswer(
            outcome=OperatorOutcome.TESTED,
            text=told(f"a test alert is on its way to the channel{await self._further(order)}", recorded=recorded),
            recorded=recorded,
            incident=test.number if test else None,
        )

    async def _further(self, order: Order) -> str:
        """What became of a test of each receiver that needs no Discord, such as `; ntfy: told`."""
        tried = {} if self._roads is None else await self._roads.test(self._by(order), _TEST_WITHIN)
        return "".join(f"; {kind}: {result}" for kind, result in tried.items())

    async def restart(self, number: int, order: Order) -> OperatorAnswer:
        """Restarts the program of incident `number`, as `ignis restart` does: no back-off, and no crash is counted."""
        missing = self._missing(number)
        if missing is not None:
            return missing
        incident = self._incident(number)
        program = program_of(incident)
        if program is None:
            return OperatorAnswer(
                outcome=OperatorOutcome.NO_PROGRAM,
                text=f"incident {number} ({incident.subject}) is not about a program that could be restarted",
                incident=number,
                subject=incident.subject,
            )
        try:
            await self._restarts.restart(program)
        except RestartRefused as refusal:
            return OperatorAnswer(
                outcome=OperatorOutcome.CANNOT_RESTART, text=str(refusal), incident=number, subject=program
            )
        recorded = await self._record(order, OperatorWork.RESTART, (incident.subject, number, None))
        return OperatorAnswer(
            outcome=OperatorOutcome.RESTARTING,
            text=told(f"{program} is restarted", recorded=recorded),
            recorded=recorded,
            incident=number,
            subject=program,
        )

    async def log_of(self, number: int, count: int) -> ReportedLog | OperatorAnswer:
        """The last lines of the program that incident `number` is about, readable and without secrets."""
        missing = self._missing(number)
        if missing is not None:
            return missing
        incident = self._incident(number)
        program = log_of(incident)
        if program is None or not program.isidentifier():
            return OperatorAnswer(
                outcome=OperatorOutcome.NO_PROGRAM,
                text=f"incident {number} ({incident.subject}) is not about a program that has a log here",
                incident=number,
                subject=incident.subject,
            )
        try:
            lines = await asyncio.to_thread(log_tail.last_lines, self._logs / f"{program}.log", count)
        except OSError as error:
            lines = [f"the log cannot be read: {error.strerror}"]
        return ReportedLog(program=program, lines=tuple(self._redactor(log_tail.readable(one)) for one in lines))

    @property
    def paused(self) -> Pause | None:
        """The maintenance that lasts at this moment."""
        pause = self._incidents.notices.pause
        return pause if pause is not None and pause.until > self._clock.now() else None

    @property
    def quiet_until(self) -> datetime | None:
        """When the quiet hours end that it is now; None if it is none of them."""
        now = self._clock.now()
        if self._quiet_hours is None or not self._quiet_hours.hold(now):
            return None
        return self._quiet_hours.end_after(now)

    def _told_now(self) -> str:
        until = self.quiet_until
        if until is None:
            return "what is still wrong is told"
        return (
            f"what is critical is told; in the quiet hours the rest waits until {clock_time(until, self._clock.now())}"
        )

    @property
    def silences(self) -> list[Silence]:
        """Those in force, the one that ends first at the beginning."""
        now = self._clock.now()
        return sorted(
            (one for one in self._incidents.notices.silences.values() if one.until > now), key=lambda one: one.until
        )

    @property
    def _tests(self) -> list[Incident]:
        return [one for one in self._incidents.state.open.values() if one.kind is IncidentKind.TEST]

    def _missing(self, number: int) -> OperatorAnswer | None:
        """The answer for an incident that is not open."""
        if any(one.number == number for one in self._incidents.state.open.values()):
            return None
        if 0 < number < self._incidents.state.next_number:
            return OperatorAnswer(
                outcome=OperatorOutcome.OVER, text=f"incident {number} is over already", incident=number
            )
        return OperatorAnswer(
            outcome=OperatorOutcome.UNKNOWN,
            text=f"there is no incident {number}: see `ignis alerts list`",
            incident=number,
        )

    def _incident(self, number: int) -> Incident:
        return next(one for one in self._incidents.state.open.values() if one.number == number)

    def _subject_of(self, number: int) -> str | None:
        """The subject of an incident that is open, or was until a short time ago."""
        state, notices = self._incidents.state, self._incidents.notices
        known = (*state.open.values(), *state.closed.values(), *notices.incidents.values())
        return next((one.subject for one in known if one.number == number), None)

    def _about(self, number: int, *, whole_message: bool) -> list[Incident]:
        """The open incidents that an order is about, `number` first."""
        notice = self._incidents.notices.about(number) if whole_message else None
        told_with = notice.incidents if notice is not None else ()
        still_open = {one.number: one for one in self._incidents.state.open.values()}
        return [still_open[one] for one in dict.fromkeys((number, *told_with)) if one in still_open]

    def _by(self, order: Order) -> str:
        return self._redactor(" ".join(order.by.name.split()))

    def _why(self, order: Order) -> str:
        return self._redactor(" ".join(order.why.split()))

    async def _record(
        self, order: Order, what: OperatorWork, *about: tuple[str | None, int | None, datetime | None]
    ) -> bool:
        """Whether it is on disk. The action counts either way: what could not be written is written later."""
        now, by, why = self._clock.now(), self._by(order), self._why(order)
        lines = [
            RecordedAction(now, by, what.value, order.by.discord_id, subject, number, until, why)
            for subject, number, until in about
        ]
        for one in lines:
            self._log.info("operator action", what=one.what, subject=one.subject, incident=one.incident, by=one.by)
        task = asyncio.ensure_future(asyncio.to_thread(self._actions.record, lines))
        self._recording.add(task)
        task.add_done_callback(self._recording.discard)
        done, _ = await asyncio.wait({task}, timeout=_RECORD_WITHIN)
        return bool(done) and task.result()


def told(what: str, *, recorded: bool) -> str:
    """With a word about the record, if relay.db cannot be written."""
    return what if recorded else f"{what} (relay.db cannot be written: who did it is recorded later)"


def numbers(of: Iterable[int]) -> str:
    """How the answer names them.

    >>> numbers([4]), numbers([4, 7])
    ('incident 4', 'incidents 4, 7')
    """
    listed = list(of)
    return f"incident{'s' if len(listed) > 1 else ''} {', '.join(map(str, listed))}"


def clock_time(moment: datetime, now: datetime) -> str:
    """In the time zone of this machine; with the date if that is another day."""
    here, today = moment.astimezone(), now.astimezone()
    return f"{here:%H:%M:%S}" if here.date() == today.date() else f"{here:%d %b %H:%M:%S}"
