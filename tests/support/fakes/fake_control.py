"""A ProcessControl without processes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from probes.restarts.control import ProcessControlError, ProgramRunState, ProgramState, Trouble

SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def program(
    name: str,
    state: ProgramRunState = ProgramRunState.RUNNING,
    *,
    pid: int | None = 1,
    exit_status: int | None = None,
    description: str = "",
) -> ProgramState:
    return ProgramState(name, state, pid, SINCE, exit_status, description)


@dataclass
class FakeControl:
    """Knows these programs. `trouble` is why it does not answer."""

    found: tuple[ProgramState, ...] = ()
    trouble: Trouble | None = None
    calls: list[str] = field(default_factory=list)

    def programs(self) -> tuple[ProgramState, ...]:
        if self.trouble is not None:
            raise ProcessControlError(self.trouble, f"no answer: {self.trouble}")
        return self.found

    def start(self, name: str) -> None:
        self.calls.append(f"start {name}")

    def stop(self, name: str) -> None:
        self.calls.append(f"stop {name}")

    def restart(self, name: str) -> None:
        self.calls.append(f"restart {name}")

    def kill(self, name: str, signal: str) -> None:
        self.calls.append(f"kill {name} {signal}")

    def shutdown(self) -> None:
        self.programs()
        self.calls.append("shutdown")
