"""Restarts a program on an operator's order, the safe way of `ignis restart`."""

import asyncio
from typing import Final

from ignis.runtime.base.home import Home
from ignis.runtime.telemetry.logs import Logger
from probes.restarts import asked
from probes.restarts.control import ProcessControl, ProcessControlError

HEAD_START: Final = 2.0
"""Seconds before the bot is stopped: the order may have come through it, and its answer has to reach Discord first."""

_SELF: Final = "relay"
_BOT: Final = "bot"
_PATIENCE: Final = 2.0  # seconds to wait for the end of a restart, so that a refusal of supervisord can be told


class RestartRefused(Exception):  # noqa: N818  it is an answer
    """The program is not restarted. Its text is one line for people: why, and what to do."""


class ProgramRestarts:
    """`close` waits for restarts that are under way: half of one would leave a program stopped."""

    def __init__(self, home: Home, control: ProcessControl, log: Logger, *, head_start_s: float = HEAD_START) -> None:
        self._home = home
        self._control = control
        self._log = log
        self._head_start_s = head_start_s
        self._under_way: dict[str, asyncio.Task[ProcessControlError | None]] = {}

    async def restart(self, program: str) -> None:
        """Begins it. A second order while the program is being restarted changes nothing. Raises RestartRefused."""
        if program == _SELF:
            raise RestartRefused("the relay cannot restart itself: run `ignis restart relay`")
        if program in self._under_way:
            return
        try:
            names = {one.name for one in await asyncio.to_thread(self._control.programs) if one.wanted}
        except ProcessControlError as error:
            raise RestartRefused(str(error)) from None
        if program not in names:
            raise RestartRefused(f"no program is called {program!r}; there are {', '.join(sorted(names))}")
        task = asyncio.ensure_future(self._restart(program))
        self._under_way[program] = task
        done, _ = await asyncio.wait({task}, timeout=0 if program == _BOT else _PATIENCE)
        if done and (failure := task.result()) is not None:
            raise RestartRefused(str(failure))

    async def close(self) -> None:
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _restart(self, program: str) -> ProcessControlError | None:
        """Why it failed, if it did: by then nobody may wait for the answer any more."""
        try:
            if program == _BOT:
                await asyncio.sleep(self._head_start_s)
            await asyncio.to_thread(asked.restart, self._home, self._control, program)
        except ProcessControlError as error:
            self._log.error(f"{program} could not be restarted: {error}")
            return error
        finally:
            self._under_way.pop(program, None)
        self._log.info("restarted on an operator's order", program=program)
        return None
