import pytest

from ignis.sandbox.simcord_bridge import Simulation
from tests.sandbox.simcord_bridge.rig import SteppedClock, simulation_at


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def simulation(clock: SteppedClock) -> Simulation:
    return simulation_at(clock)
