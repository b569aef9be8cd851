import json
from pathlib import Path
from random import Random

import pytest
import structlog
from prometheus_client import CollectorRegistry

from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.background import Background
from ignis.runtime.resilience.circuit import CircuitConfig, CircuitOpen, CircuitState
from ignis.runtime.resilience.circuits import Circuits, load, open_circuits
from tests.support.fakes.dice import FixedRoll
from tests.support.fakes.turned_clock import TurnedClock
from tests.support.waiting import eventually

LOG = structlog.stdlib.get_logger("test")


class Rig:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "circuits" / "bot.json"
        self.clock = TurnedClock()
        self.config = CircuitConfig(Policy(), self.clock, FixedRoll(), LOG)
        self.background = Background(LOG, self.clock, Random(1))


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


async def down() -> None:
    raise ConnectionRefusedError


async def well() -> None:
    pass


class WellProbe:
    async def probe(self) -> None:
        await well()


async def open_it(circuits: Circuits, name: str) -> None:
    for _ in range(Policy().failures):
        with pytest.raises(ConnectionRefusedError):
            await circuits.circuit(name).call(down)


def sample(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)


async def test_a_name_is_one_circuit_that_is_counted(rig: Rig) -> None:
    registry = CollectorRegistry()
    async with open_circuits(rig.file, rig.config, registry, rig.background) as circuits:
        assert circuits.circuit("bloxlink") is circuits.circuit("bloxlink")
        assert sample(registry, "ignis_circuit_state", circuit="bloxlink") == 0
        await open_it(circuits, "bloxlink")
        assert sample(registry, "ignis_circuit_state", circuit="bloxlink") == 2
        circuits.circuit("bloxlink", WellProbe())
        await rig.clock.turn(30)
        assert sample(registry, "ignis_circuit_state", circuit="bloxlink") == 0
        for to in CircuitState:
            assert sample(registry, "ignis_circuit_transitions_total", circuit="bloxlink", to=to.value) == 1


async def test_it_is_kept_over_a_restart_and_forgotten_when_closed(rig: Rig) -> None:
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        await open_it(circuits, "bloxlink")
        circuits.circuit("webhook")
        before = circuits.views()
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        assert circuits.views() == []
        with pytest.raises(CircuitOpen):
            await circuits.circuit("bloxlink").call(well)
        circuits.circuit("webhook")
        assert circuits.views() == [before[0], before[1]]
        await rig.clock.turn(30)
        await circuits.circuit("bloxlink").call(well)
    assert load(rig.file) == {}


async def test_what_nobody_has_asked_for_yet_is_not_forgotten(rig: Rig) -> None:
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        await open_it(circuits, "bloxlink")
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        await open_it(circuits, "webhook")
    assert set(load(rig.file)) == {"bloxlink", "webhook"}


async def test_the_file_is_written_at_every_change(rig: Rig) -> None:
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        await open_it(circuits, "bloxlink")
        await eventually(lambda: load(rig.file).get("bloxlink"), "the change is on disk")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"bloxlink": 5}', '{"bloxlink": {"since": "yesterday"}}', "\0"])
async def test_a_damaged_memory_is_none(rig: Rig, content: str) -> None:
    rig.file.parent.mkdir()
    rig.file.write_text(content)
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        assert circuits.circuit("bloxlink").state is CircuitState.CLOSED
    assert json.loads(rig.file.read_text()) == {}


async def test_a_place_that_cannot_be_written_stops_nothing(rig: Rig) -> None:
    rig.file.parent.write_text("a file where the folder should be")
    async with open_circuits(rig.file, rig.config, CollectorRegistry(), rig.background) as circuits:
        await open_it(circuits, "bloxlink")
        assert circuits.circuit("bloxlink").state is CircuitState.OPEN
