"""The relay's alerts, as a test would have them: an AlertDesk in memory, under the contract of the real one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ignis.runtime.stack.http_shapes import ReportedIncident, ReportedIncidents, ReportedPause, ReportedSilence
from ignis.runtime.stack.operator_shapes import (
    OperatorAnswer,
    OperatorOutcome,
    Order,
    OrderedBy,
    ReportedLog,
    SilenceOrder,
)
from ignis.services.ports import AlertDeskError, OrderProblem

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class FakeAlertDesk:
    """`found` are the open incidents; a lower number was one that is over. With `silent`, there is no answer."""

    found: dict[int, ReportedIncident] = field(default_factory=dict[int, ReportedIncident])
    silences: dict[str, ReportedSilence] = field(default_factory=dict[str, ReportedSilence])
    pause: ReportedPause | None = None
    log_lines: tuple[str, ...] = ()
    recorded: bool = True
    silent: bool = False
    ordered: list[tuple[str, OrderedBy, str]] = field(default_factory=list[tuple[str, OrderedBy, str]])
    """What was done, by whom, and why."""

    def open(self, number: int, subject: str = "process:bot", title: str = "bot crashed") -> None:
        kind = subject.partition(":")[0]
        self.found[number] = ReportedIncident(
            id=number, subject=subject, title=title, kind=kind, open=True, opened_at=NOW
        )

    async def incidents(self) -> ReportedIncidents:
        self._heard()
        still_open = tuple(self.found.values())
        silences = tuple(self.silences.values())
        return ReportedIncidents(open=still_open, recent=still_open, pause=self.pause, silences=silences)

    async def acknowledge(self, number: int, order: Order) -> OperatorAnswer:
        self._heard()
        incident = self.found.get(number)
        if incident is None:
            return self._missing(number)
        if incident.acknowledged_by is not None:
            by = incident.acknowledged_by
            return self._answer(OperatorOutcome.ALREADY_ACKNOWLEDGED, incident=number, by=by)
        self.found[number] = incident.model_copy(update={"acknowledged_by": order.by.name, "acknowledged_at": NOW})
        self._done("acknowledge", order)
        return self._answer(OperatorOutcome.ACKNOWLEDGED, incident=number, by=order.by.name)

    async def silence(self, order: SilenceOrder) -> OperatorAnswer:
        self._heard()
        subject = order.subject
        if order.incident is not None:
            if order.incident not in self.found:
                return self._missing(order.incident)
            subject = self.found[order.incident].subject
        if subject is None or ":" not in subject:
            raise OrderProblem(f"{subject!r} is no subject")
        until = NOW + timedelta(seconds=order.for_s)
        self.silences[subject] = ReportedSilence(subject=subject, until=until, by=order.by.name, at=NOW, why=order.why)
        self._done("silence", order)
        return self._answer(OperatorOutcome.SILENCED, subject=subject, until=until, by=order.by.name)

    async def unsilence(self, subject: str, order: Order) -> OperatorAnswer:
        self._heard()
        if self.silences.pop(subject, None) is None:
            return self._answer(OperatorOutcome.NOT_SILENCED, subject=subject)
        self._done("unsilence", order)
        return self._answer(OperatorOutcome.UNSILENCED, subject=subject)

    async def test(self, order: Order) -> OperatorAnswer:
        self._heard()
        self._done("test", order)
        return self._answer(OperatorOutcome.TESTED)

    async def restart(self, number: int, order: Order) -> OperatorAnswer:
        self._heard()
        if number not in self.found:
            return self._missing(number)
        kind, _, name = self.found[number].subject.partition(":")
        if kind != "process":
            return self._answer(OperatorOutcome.NO_PROGRAM, incident=number)
        self._done("restart", order)
        return self._answer(OperatorOutcome.RESTARTING, incident=number, subject=name)

    async def log(self, number: int) -> ReportedLog | OperatorAnswer:
        self._heard()
        if number not in self.found:
            return self._missing(number)
        return ReportedLog(program=self.found[number].subject.partition(":")[2], lines=self.log_lines)

    def _heard(self) -> None:
        if self.silent:
            raise AlertDeskError("the relay does not answer")

    def _done(self, what: str, order: Order) -> None:
        self.ordered.append((what, order.by, order.why))

    def _missing(self, number: int) -> OperatorAnswer:
        over = 0 < number < max(self.found, default=0)
        return self._answer(OperatorOutcome.OVER if over else OperatorOutcome.UNKNOWN, incident=number)

    def _answer(
        self,
        outcome: OperatorOutcome,
        *,
        incident: int | None = None,
        subject: str | None = None,
        by: str | None = None,
        until: datetime | None = None,
    ) -> OperatorAnswer:
        return OperatorAnswer(
            outcome=outcome,
            text=outcome.value,
            recorded=self.recorded,
            incident=incident,
            subject=subject,
            by=by,
            until=until,
        )
