"""Heartbeats of a whole stack in a home, on a machine that is turned by hand."""

from collections.abc import Iterable

from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from ignis.runtime.base.life import Life
from probes.relay.watch.outages.finder import Outages
from probes.relay.watch.outages.lives import Lives
from tests.support.fakes.fake_machine import FakeMachine

ALL = ("bot", "exporter", "relay")


class StackOfHearts:
    """`lives` and `outages` are those of the relay of now."""

    def __init__(self, home: Home) -> None:
        self.home, self.machine = home, FakeMachine()
        self.hearts: dict[str, Heartbeat] = {}
        self.lives: Lives
        self.outages: Outages

    def start(self, *programs: str, working: bool = True) -> None:
        for program in programs:
            heart = self.hearts[program] = Heartbeat(self.home.heartbeat(program), self.machine)
            heart.begin()
            if working:
                heart.works()
        if "relay" in programs:
            relay = self.hearts["relay"]
            self.lives = Lives(self.home, relay, self.machine)
            self.outages = Outages(self.home, self.lives, relay)

    def run(self, seconds: int, programs: Iterable[str] = ALL) -> None:
        for _ in range(seconds):
            self.machine.turn(1)
            for program in programs:
                self.hearts[program].beat()

    def life(self, program: str) -> Life:
        life = self.hearts[program].life
        assert life is not None
        return life
