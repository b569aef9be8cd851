"""What the logs say about a process that is gone: how it ended, and its last words."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.resilience import watchdog
from ignis.runtime.telemetry import log_tail
from ignis.runtime.telemetry.log_tail import LogWindow
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.relay.watch import endings
from probes.relay.watch.outages.finder import Outages
from probes.relay.watch.outages.lives import Lives

_GATE = "ignis.gate"  # its lines in the program's log are not the program's own words
_BEAT = 1.1  # seconds that a process may live after its last heartbeat
_LAST_WORDS = 10.0  # seconds
_KILLED_WITHIN = 10.0  # seconds between the mark of a hang and the end
_ENDED_FROM_OUTSIDE = frozenset({EndingKind.STALLED, EndingKind.HUNG, EndingKind.IN_OUTAGE, EndingKind.WITH_SUPERVISOR})
_DUMP_LINES = 1000  # a dump of many threads, and what the successor logged after it


class Evidence:
    """Reads the logs in the home. Missing logs mean missing evidence, never an error.

    Example:
        evidence = Evidence(home, redactor)
        ending = await evidence.ending("bot", 4711)
    """

    def __init__(
        self, home: Home, redactor: Redactor, lives: Lives | None = None, outages: Outages | None = None
    ) -> None:
        """Without `lives` and `outages` there is no evidence of heartbeats."""
        self._home = home
        self._lives = lives
        self._outages = outages
        self._redactor = redactor
        self._births: dict[str, tuple[int, int]] = {}  # program: pid, and the length of its log when first seen

    def alive(self, program: str, pid: int) -> None:
        """What `program` logs from now on comes from `pid`."""
        if self._births.get(program, (None,))[0] != pid:
            self._births[program] = (pid, log_tail.size(self._home.log / f"{program}.log"))

    async def ending(self, program: str, pid: int) -> ProcessEnding | None:
        """How the process ended; None if neither heartbeats nor supervisord's log say it."""
        if await self._in_outage(program, pid):
            return ProcessEnding(EndingKind.IN_OUTAGE)
        ending = endings.ending_of(await self._supervisor_log(), program, pid)
        return await self._explained(program, pid, ending) if ending else None

    async def latest(self, program: str) -> tuple[int, ProcessEnding] | None:
        """The pid and the ending of the program's process that ended last."""
        found = endings.latest(await self._supervisor_log(), program)
        if found is None:
            return None
        pid, ending = found
        if await self._in_outage(program, pid):
            return pid, ProcessEnding(EndingKind.IN_OUTAGE)
        return pid, await self._explained(program, pid, ending)

    def last_alive(self, program: str, pid: int) -> datetime | None:
        """The last heartbeat of the process. None for one that leaves none."""
        return self._lives.last_alive(program, pid) if self._lives else None

    def works_since(self, program: str, pid: int) -> datetime | None:
        """When the process began to do its work. None if it is not known."""
        return self._lives.works_since(program, pid) if self._lives else None

    async def ended_at(self, program: str, pid: int) -> datetime | None:
        """When supervisord saw the process end, if its log says so."""
        at = endings.ended_at(await self._supervisor_log()).get((program, pid))
        return None if at is None else datetime.fromtimestamp(at, UTC)

    async def supervisord_died(self, pid: int) -> bool:
        """Whether that supervisord ended without being asked to, as far as its log says."""
        return endings.supervisord_died(await self._supervisor_log(), pid)

    async def _explained(self, program: str, pid: int, ending: ProcessEnding) -> ProcessEnding:
        """An exit with the watchdog's status was a hang if the program's log has the watchdog's dump.

        A kill was one if the exporter has left a mark about it.
        """
        if ending.signal == "SIGKILL" and await self._killed_for_a_hang(program, pid):
            return ProcessEnding(EndingKind.HUNG)
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

    async def _killed_for_a_hang(self, program: str, pid: int) -> bool:
        """Pids are used again, so the mark must also be as old as the end."""
        mark, ended = self._home.hang_mark(program), await self.ended_at(program, pid)
        try:
            marked, at = mark.read_text(encoding="ascii").strip(), mark.stat().st_mtime
        except (OSError, ValueError):
            return False
        return marked == str(pid) and ended is not None and abs(ended.timestamp() - at) < _KILLED_WITHIN

    async def last_words(self, program: str, pid: int | None, ending: ProcessEnding | None) -> str | None:
        """What the process said in its last 10 s, without secrets, one sentence a line. None if that explains nothing.

        Who was killed said nothing about it: of such a process only errors count.
        """
        errors_only = ending is not None and (ending.signal == "SIGKILL" or ending.how in _ENDED_FROM_OUTSIDE)
        log = self._home.log / f"{program}.log"
        try:
            words = await asyncio.to_thread(
                log_tail.words_within, log, self._window(program, pid), errors_only=errors_only
            )
        except OSError:  # they are useful, not required
            return None
        return None if words is None else self._redactor(words)

    def _window(self, program: str, pid: int | None) -> LogWindow:
        """The last seconds of the process, by the calendar of that time. If nothing is known of it, all of its log."""
        _, after = self._births.get(program, (0, 0))
        lives = self._lives.of(program) if self._lives else ()
        number = max((number for number, one in enumerate(lives) if one.pid == pid), default=None)
        if number is None:
            return LogWindow(after=after, without=_GATE)
        life, successors = lives[number], lives[number + 1 :]
        end = min([life.last.wall + _BEAT, *(one.began.wall for one in successors)])
        return LogWindow(max(life.began.wall, life.last.wall - _LAST_WORDS), end, without=_GATE)

    async def _in_outage(self, program: str, pid: int) -> bool:
        return self._outages is not None and await self._outages.ended_in_one(program, pid)

    async def _supervisor_log(self) -> str:
        return await asyncio.to_thread(endings.read_tail, self._home.log / "supervisord.log")
