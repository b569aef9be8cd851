"""One look at the whole stack: what supervisord knows of its programs, and what they answer themselves."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.peers.addresses import Addresses
from probes.peers.program_client import ProgramAnswers, ProgramClient
from probes.restarts.control import ProcessControl, ProgramState

_OURSELVES = "relay"


@dataclass(frozen=True)
class StackLook:
    """What one look found. Every program has its answers, by its name."""

    programs: tuple[ProgramState, ...]
    answers: Mapping[str, ProgramAnswers]

    @property
    def silent(self) -> list[str]:
        """The programs that were asked, have left the restart gate, and did not answer."""
        return [name for name, one in self.answers.items() if one.asked and one.started and not one.answered]


class ProgramObserver:
    """Asks supervisord, then all programs side by side, each with its own timeout.

    Example:
        observer = ProgramObserver(control, ProgramClient(session, 1.0), home, Addresses({"bot": 8472}))
        look = await observer.ask(await observer.programs())
    """

    def __init__(self, control: ProcessControl, client: ProgramClient, home: Home, addresses: Addresses) -> None:
        self._control = control
        self._client = client
        self._home = home
        self._addresses = addresses

    async def programs(self) -> tuple[ProgramState, ...]:
        """Raises ProcessControlError if supervisord does not answer."""
        return await asyncio.to_thread(self._control.programs)

    async def ask(self, programs: tuple[ProgramState, ...]) -> StackLook:
        """A program that fails to answer takes nothing else with it."""
        urls = self._addresses.look_up(programs, endpoints.read(self._home))
        answers = await asyncio.gather(*(self._ask(program, urls.get(program.name)) for program in programs))
        return StackLook(programs, {one.name: answer for one, answer in zip(programs, answers, strict=True)})

    async def _ask(self, program: ProgramState, url: str | None) -> ProgramAnswers:
        if program.name == _OURSELVES:
            ours = program.pid == os.getpid()
            return ProgramAnswers(asked=False, started=ours, answered=ours, ready=ours)
        return await self._client.ask(program, url)
