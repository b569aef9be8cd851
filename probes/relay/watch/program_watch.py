"""The programs' processes: what a look means for their incidents, and the end of those that hang."""

from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.observations import Observation
from probes.relay.watch.hang_killer import HangKiller
from probes.relay.watch.observer import StackLook
from probes.relay.watch.program_observations import ProgramObservations


class ProgramWatch:
    """Hands the observations of each look to the incident manager, and kills what hangs once that is stored."""

    def __init__(self, manager: IncidentManager, observations: ProgramObservations, hangs: HangKiller) -> None:
        self._manager = manager
        self._observations = observations
        self._hangs = hangs

    async def looked(self, look: StackLook) -> None:
        holds = self._observations.holds(look)
        observations = list[Observation]()
        for program in look.programs:
            hold = holds.get(program.name)
            observations += await self._observations.read(
                program, look.answers[program.name], hold, self._manager.state
            )
        self._observations.first_look_is_over()
        hung = self._hangs.find(look)
        await self._manager.handle([*observations, *hung])
        for one in hung:
            await self._hangs.kill(one)
