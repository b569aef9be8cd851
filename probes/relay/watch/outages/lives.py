"""When each program was last alive, and since when it works: read from the heartbeats of the stack."""

from collections.abc import Mapping
from datetime import datetime

from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from ignis.runtime.base.life import Life, read_lives
from ignis.runtime.base.machine import Machine
from probes.relay.incidents import outage
from probes.relay.incidents.outage import Now

RELAY = "relay"
_SUFFIX = ".beat"


class Lives:
    """Reads small files at each question: that costs less than a way into a thread.

    Example:
        lives = Lives(home, heartbeat, machine)
        died_at = lives.last_alive("bot", 4711)
    """

    def __init__(self, home: Home, heartbeat: Heartbeat, machine: Machine) -> None:
        """`heartbeat` is this relay's own."""
        self._home = home
        self._heartbeat = heartbeat
        self._machine = machine

    def now(self) -> Now:
        return Now(self._machine.boot, self._machine.instant())

    def own(self) -> Life | None:
        """The relay's own life of now. None if it leaves no heartbeat."""
        return self._heartbeat.life

    def of(self, program: str) -> tuple[Life, ...]:
        """What is known of the program, the oldest life first."""
        known = read_lives(self._home.heartbeat(program))
        own = self.own()
        if program != RELAY or own is None:
            return known
        return (*(one for one in known if one.began != own.began), own)  # in the file it may be older

    def ran_before(self) -> bool:
        """Whether there was a relay before this one."""
        return len(self.of(RELAY)) > (0 if self.own() is None else 1)

    def all(self) -> Mapping[str, tuple[Life, ...]]:
        names = {file.name.removesuffix(_SUFFIX) for file in self._home.run.glob(f"*{_SUFFIX}")}
        return {name: self.of(name) for name in sorted(names | {RELAY})}

    def last_alive(self, program: str, pid: int) -> datetime | None:
        """The last heartbeat of process `pid`, which has ended. None if it left none."""
        lives = self.of(program)
        if program == RELAY and self.own() is not None:
            lives = lives[:-1]  # in a container the relay of now may have the same pid
        return outage.last_alive(lives, pid, self.now())

    def works_since(self, program: str, pid: int) -> datetime | None:
        """When process `pid` began to do its work, or went on with it. None if it is not known."""
        return outage.works_since(self.of(program), pid, self.now())
