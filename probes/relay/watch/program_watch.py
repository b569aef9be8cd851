"""The programs' processes: what a look means for their incidents, and the end of those that hang."""

from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.observations import Fact
from probes.relay.watch.hang_killer import HangKiller
from probes.relay.watch.observer import StackLook
from probes.relay.watch.program_facts import ProgramFacts


class ProgramWatch:
    """Hands the facts of each look to the incident manager, and kills what hangs once that is stored."""

    def __init__(self, manager: IncidentManager, facts: ProgramFacts, hangs: HangKiller) -> None:
        self._manager = manager
        self._facts = facts
        self._hangs = hangs

    async def looked(self, look: StackLook) -> None:
        holds = self._facts.holds(look)
        facts = list[Fact]()
        for program in look.programs:
            hold = holds.get(program.name)
            facts += await self._facts.read(program, look.answers[program.name], hold, self._manager.state)
        self._facts.first_look_is_over()
        hung = self._hangs.find(look)
        await self._manager.handle([*facts, *hung])
        for one in hung:
            await self._hangs.kill(one)
