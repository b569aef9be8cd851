"""Finds the outages of everything: one from before this run of the relay, and each in which all stood still since."""

import asyncio
import contextlib

from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from probes.relay.incidents import outage
from probes.relay.incidents.outage import Outage, StackEvidence
from probes.relay.watch import endings
from probes.relay.watch.outages.lives import RELAY, Lives


class Outages:
    """Judges a standstill of the relay once; what it finds waits until it is taken.

    Example:
        outages = Outages(home, lives, heartbeat)
        found = await outages.since_last_run()
    """

    def __init__(self, home: Home, lives: Lives, heartbeat: Heartbeat) -> None:
        self._log = home.log / "supervisord.log"
        self._lives = lives
        self._heartbeat = heartbeat
        self._judged = 0.0  # the end of the latest standstill of the relay, since the boot
        self._latest: Outage | None = None
        self._new: list[Outage] = []

    async def since_last_run(self) -> Outage | None:
        """The outage that the previous run of the relay could not tell of."""
        own = self._lives.own()
        if own is not None and own.working is None:
            self._latest = await self._find() or self._latest
        return self._latest

    async def look(self) -> None:
        """Judges the time since the last heartbeat, if the relay stood still in it."""
        with contextlib.suppress(OSError):  # the next heartbeat has the same problem, and logs it
            self._heartbeat.beat()
        own = self._lives.own()
        if own is None or own.working is None or not own.stills:
            return
        if own.stills[-1].end.since_boot <= self._judged or own.stills[-1].end.since_boot <= own.working.since_boot:
            return  # while a machine starts it all, nothing answers for a while
        self._judged = own.stills[-1].end.since_boot
        if (found := await self._find()) is not None:
            self._latest = found
            self._new.append(found)

    def take(self) -> list[Outage]:
        """Those that were found since the last call."""
        found, self._new = self._new, []
        return found

    async def ended_in_one(self, program: str, pid: int) -> bool:
        """Whether the process ended in the latest outage, or as soon as that was over."""
        await self.look()
        if (latest := self._latest) is None:
            return False
        now = self._lives.now()
        return any(one.pid == pid and latest.covers(one, now) for one in self._lives.of(program))

    async def _find(self) -> Outage | None:
        lives = self._lives.all()
        log = await asyncio.to_thread(endings.read_tail, self._log)
        earlier = [one for one in lives[RELAY][:-1] if one.working is not None]
        parent = earlier[-1].parent.partition(":")[0] if earlier else ""
        asked = endings.supervisord_asked(log, int(parent)) if parent.isdecimal() else None
        return outage.find(lives, self._lives.now(), StackEvidence(asked, endings.ended_at(log)))
