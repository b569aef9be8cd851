"""The alert channel as people see it: the whole core with a clock to turn, and the messages that it tells."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from probes.relay.incidents import engine
from probes.relay.incidents.decisions import Decision
from probes.relay.incidents.incident import Incident, IncidentKind, Severity
from probes.relay.incidents.observations import (
    Acknowledged,
    Condition,
    EndedProcess,
    EndingKind,
    Observation,
    ProcessEnding,
    SeenProgram,
    TimePassed,
)
from probes.relay.incidents.state import EngineState
from probes.relay.notices import telling
from probes.relay.notices.actions import Acknowledge, OperatorAction, Pause, Resume, Silence, Unsilence
from probes.relay.notices.notice import NoticeReason, Telling
from probes.relay.notices.policy import TellingPolicy
from probes.relay.notices.state import NoticeState
from probes.relay.notices.telling import IncidentChanged, NoticeEvent, Tick
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0

ENGINE = TypeAdapter(EngineState)
NOTICES = TypeAdapter(NoticeState)


@dataclass
class Channel:
    """`posts` are the new messages and `told` all that was told, in their order; `messages` are those of now."""

    policy: TellingPolicy = field(default_factory=TellingPolicy)
    now: datetime = T0
    engine: EngineState = field(default_factory=EngineState)
    notices: NoticeState = field(default_factory=NoticeState)
    posts: list[Telling] = field(default_factory=list[Telling])
    told: list[Telling] = field(default_factory=list[Telling])
    messages: dict[int, Telling] = field(default_factory=dict[int, Telling])
    reasons: Counter[NoticeReason] = field(default_factory=Counter[NoticeReason])
    pids: Counter[str] = field(default_factory=Counter[str])

    def wrong(self, *subjects: str, severity: Severity | None = None, text: str = "HTTP 503", until: float = 0) -> None:
        """Each of `subjects` is wrong from now on; it is tried again after `until` seconds."""
        again = self.now + timedelta(seconds=until) if until else None
        for subject in subjects:
            self.observe(replace(self._condition(subject, text), wrong=True, severity=severity, until=again))

    def right(self, *subjects: str) -> None:
        for subject in subjects:
            self.observe(self._condition(subject, ""))

    def dies(self, program: str) -> None:
        self.pids[program] += 1
        ending = ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")
        self.observe(EndedProcess(program, self.pids[program], ending, self.now))

    def is_back(self, program: str) -> None:
        pid = self.pids[program] + 1
        self.observe(SeenProgram(program, ProgramRunState.RUNNING, pid, None, None, ready=True, at=self.now))

    def observe(self, observation: Observation) -> list[Decision]:
        self.engine, decisions = engine.decide(self.engine, observation)
        for decision in decisions:
            if decision.incident is not None:
                self.tell(IncidentChanged(decision.incident, self.now))
        return list(decisions)

    def wait(self, seconds: float, every: float = 1) -> None:
        """Time passes, with a tick every second."""
        end = self.now + timedelta(seconds=seconds)
        while self.now < end:
            self.now = min(self.now + timedelta(seconds=every), end)
            self.tick()

    def tick(self) -> None:
        self.observe(TimePassed(self.now))
        self.tell(Tick(self.now))

    def acknowledge(self, subject: str) -> None:
        self.observe(Acknowledged(self.incident(subject).number, "Ana", self.now))

    def silence(self, subject: str, seconds: float) -> None:
        self.tell(Silence(subject, self.now + timedelta(seconds=seconds), "Ana", self.now))

    def unsilence(self, subject: str) -> None:
        self.tell(Unsilence(subject, "Ana", self.now))

    def pause(self, seconds: float) -> None:
        self.tell(Pause(self.now + timedelta(seconds=seconds), "Ana", self.now))

    def resume(self) -> None:
        self.tell(Resume("Ana", self.now))

    def tell(self, event: NoticeEvent | OperatorAction) -> None:
        if isinstance(event, Acknowledge):
            raise TypeError("the incident engine records it: see acknowledge")
        self.notices, decisions = telling.decide(self.notices, event, self.policy)
        for decision in decisions:
            self.reasons[decision.reason] += 1
            if decision.telling is not None:
                number = decision.telling.notice.number
                if number not in self.messages:
                    self.posts.append(decision.telling)
                self.messages[number] = decision.telling
                self.told.append(decision.telling)

    def restart(self) -> None:
        """The relay begins again with what is in its file."""
        self.engine = ENGINE.validate_json(ENGINE.dump_json(self.engine, by_alias=True))
        self.notices = NOTICES.validate_json(NOTICES.dump_json(self.notices, by_alias=True))

    def incident(self, subject: str) -> Incident:
        return self.engine.open[subject]

    def subjects(self) -> list[list[str]]:
        """What each message that is not final tells of."""
        return [
            [incident.subject for incident in one.incidents] for one in self.messages.values() if not one.notice.final
        ]

    def held_back(self, message: int) -> list[str]:
        return [incident.subject for incident in self.messages[message].held_back]

    @property
    def kind(self) -> str:
        return self.last.notice.kind.value

    @property
    def last(self) -> Telling:
        return self.told[-1]

    def _condition(self, subject: str, text: str) -> Condition:
        kind, _, name = subject.partition(":")
        return Condition(IncidentKind(kind), name, wrong=False, since=self.now, at=self.now, text=text)
