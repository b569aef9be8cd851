"""What the logs say about a process that is gone: how it ended, and its last words."""

import asyncio
from dataclasses import replace

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.resilience import watchdog
from ignis.runtime.telemetry import log_tail
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.relay.watch import endings

_GATE = "ignis.gate"  # its lines in the program's log are not the program's own words
_DUMP_LINES = 1000  # a dump of many threads, and what the successor logged after it


class Evidence:
    """Reads the logs in the home. Missing logs mean missing evidence, never an error.

    Example:
        evidence = Evidence(home, redactor)
        ending = await evidence.ending("bot", 4711)
    """

    def __init__(self, home: Home, redactor: Redactor) -> None:
        self._home = home
        self._redactor = redactor
        self._births: dict[str, tuple[int, int]] = {}  # program: pid, and the length of its log when first seen

    def alive(self, program: str, pid: int) -> None:
        """What `program` logs from now on comes from `pid`."""
        if self._births.get(program, (None,))[0] != pid:
            self._births[program] = (pid, log_tail.size(self._home.log / f"{program}.log"))

    async def ending(self, program: str, pid: int) -> ProcessEnding | None:
        """How the process ended; None if supervisord's log does not say."""
        ending = endings.ending_of(await self._supervisor_log(), program, pid)
        return await self._explained(program, ending) if ending else None

    async def latest(self, program: str) -> tuple[int, ProcessEnding] | None:
        """The pid and the ending of the program's process that ended last."""
        found = endings.latest(await self._supervisor_log(), program)
        return (found[0], await self._explained(program, found[1])) if found else None

    async def supervisord_died(self, pid: int) -> bool:
        """Whether that supervisord ended without being asked to, as far as its log says."""
        return endings.supervisord_died(await self._supervisor_log(), pid)

    async def _explained(self, program: str, ending: ProcessEnding) -> ProcessEnding:
        """An exit with the watchdog's status was a hang if the program's log has the watchdog's dump."""
        if ending.status != watchdog.STATUS:
            return ending
        _, after = self._births.get(program, (0, 0))
        log = self._home.log / f"{program}.log"
        try:
            lines = await asyncio.to_thread(log_tail.last_lines, log, _DUMP_LINES, after=after)
        except OSError:  # as with the last words: useful, not required
            return ending
        stall = watchdog.stall(lines, project_root())
        return replace(ending, how=EndingKind.STALLED, stall=stall) if stall else ending

    async def last_words(self, program: str) -> str | None:
        """The last line of the latest process, without secrets; None if it logged nothing."""
        _, after = self._births.get(program, (0, 0))
        try:
            words = await asyncio.to_thread(
                log_tail.last_words, self._home.log / f"{program}.log", after=after, without=_GATE
            )
        except OSError:  # they are useful, not required
            return None
        if words is None:
            return None
        entry = log_tail.parse(words)
        return self._redactor(log_tail.sentence(entry) if entry else words)

    async def _supervisor_log(self) -> str:
        return await asyncio.to_thread(endings.read_tail, self._home.log / "supervisord.log")
