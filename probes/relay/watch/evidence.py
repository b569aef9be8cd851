"""What the logs tell of a process that is gone: how it ended, and its last words."""

import asyncio
from dataclasses import replace

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.resilience import watchdog
from ignis.runtime.telemetry import log_tail
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.relay.watch import endings

_GATE = "ignis.gate"  # says in the program's log how long it is held: no word of the program itself
_DUMP_LINES = 1000  # a dump of many threads, with what its successor logged behind it


class Evidence:
    def __init__(self, home: Home, redact: Redactor) -> None:
        self._home = home
        self._redact = redact
        self._births: dict[str, tuple[int, int]] = {}  # program: pid, and its log's length when that was first seen

    def alive(self, program: str, pid: int) -> None:
        """What `program` logs from now on are the words of `pid`."""
        if self._births.get(program, (None,))[0] != pid:
            self._births[program] = (pid, log_tail.size(self._home.log / f"{program}.log"))

    async def ending(self, program: str, pid: int) -> ProcessEnding | None:
        """How the process ended; None when supervisord's log does not say."""
        ending = endings.ending_of(await self._supervisor_log(), program, pid)
        return await self._explained(program, ending) if ending else None

    async def latest(self, program: str) -> tuple[int, ProcessEnding] | None:
        """The pid and the ending of the program's process that ended last."""
        found = endings.latest(await self._supervisor_log(), program)
        return (found[0], await self._explained(program, found[1])) if found else None

    async def supervisord_died(self, pid: int) -> bool:
        """Whether that supervisord ended without having been asked to, as far as its log tells."""
        return endings.supervisord_died(await self._supervisor_log(), pid)

    async def _explained(self, program: str, ending: ProcessEnding) -> ProcessEnding:
        """An exit with the watchdog's status was a hang when its dump stands in the program's log."""
        if ending.status != watchdog.STATUS:
            return ending
        _, after = self._births.get(program, (0, 0))
        log = self._home.log / f"{program}.log"
        try:
            lines = await asyncio.to_thread(log_tail.last_lines, log, _DUMP_LINES, after=after)
        except OSError:  # as with words: a help, not a condition
            return ending
        stall = watchdog.stall(lines, project_root())
        return replace(ending, how=EndingKind.STALLED, stall=stall) if stall else ending

    async def last_words(self, program: str) -> str | None:
        _, after = self._births.get(program, (0, 0))
        try:
            words = await asyncio.to_thread(
                log_tail.last_words, self._home.log / f"{program}.log", after=after, without=_GATE
            )
        except OSError:  # words are a help, not a condition
            return None
        if words is None:
            return None
        entry = log_tail.parse(words)
        return self._redact(log_tail.sentence(entry) if entry else words)

    async def _supervisor_log(self) -> str:
        return await asyncio.to_thread(endings.read_tail, self._home.log / "supervisord.log")
