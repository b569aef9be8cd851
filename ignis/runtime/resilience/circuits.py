"""All circuits of one process: made once, counted, and kept on disk over restarts."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from ignis.runtime.base.files import write_atomic
from ignis.runtime.resilience.background import Background
from ignis.runtime.resilience.circuit import (
    CONNECTION_ERRORS,
    Circuit,
    CircuitConfig,
    CircuitProbe,
    CircuitState,
    CircuitView,
    Judge,
    KeptCircuit,
)
from ignis.runtime.telemetry.counters import from_zero

_LEVELS: Final = {CircuitState.CLOSED: 0, CircuitState.HALF_OPEN: 1, CircuitState.OPEN: 2}


class Circuits:
    """Injected wherever an outside service is asked. Observes its circuits.

    Example:
        async with open_circuits(file, config, registry, process.background) as circuits:
            circuit = circuits.circuit("bloxlink")
    """

    def __init__(self, config: CircuitConfig, registry: CollectorRegistry, kept: dict[str, KeptCircuit]) -> None:
        self._config = config
        self._kept = kept
        self._circuits: dict[str, Circuit] = {}
        self._dirty = asyncio.Event()
        self._state = Gauge("ignis_circuit_state", "0 closed, 1 half-open, 2 open.", ["circuit"], registry=registry)
        self._transitions = Counter(
            "ignis_circuit_transitions", "Changes of state.", ["circuit", "to"], registry=registry
        )

    def circuit(self, name: str, probe: CircuitProbe | None = None, judge: Judge = CONNECTION_ERRORS) -> Circuit:
        """The circuit called `name`, always the same one. The name is bounded: it becomes a label.

        With a `probe` it tries the service by itself while it is open. `judge` says what the errors of the probe mean.
        """
        circuit = self._circuits.get(name)
        if circuit is None:
            circuit = Circuit(name, self._config, self, self._kept.pop(name, None))
            self._circuits[name] = circuit
            self._state.labels(name).set(_LEVELS[circuit.state])
            from_zero(self._transitions, [name], CircuitState)
        if probe is not None:
            circuit.probe_with(probe, judge)
        return circuit

    def views(self) -> list[CircuitView]:
        """All of them as they are now, ordered by name."""
        return [circuit.view() for _, circuit in sorted(self._circuits.items())]

    def kept(self) -> dict[str, KeptCircuit]:
        """What should outlive the process: circuits that are not closed, also those not asked for yet."""
        return self._kept | {name: kept for name, circuit in self._circuits.items() if (kept := circuit.kept())}

    def close(self) -> None:
        for circuit in self._circuits.values():
            circuit.close()

    async def keep(self, file: Path) -> None:
        """Writes `file` after every change. Never returns. A file that cannot be written is logged each time."""
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            try:
                await asyncio.to_thread(save, file, self.kept())
            except OSError as error:
                self._config.log.warning("circuits not kept", file=str(file), problem=error.strerror or str(error))
            except BaseException:  # whoever starts this again must find that something is left to write
                self._dirty.set()
                raise

    def circuit_changed(self, circuit: Circuit) -> None:
        view = circuit.view()
        self._state.labels(circuit.name).set(_LEVELS[view.state])
        self._transitions.labels(circuit.name, view.state.value).inc()
        self._dirty.set()
        fields = {"circuit": circuit.name, "state": view.state.value, "failures": view.failures}
        if view.state is CircuitState.OPEN:
            self._config.log.warning("circuit", **fields, until=str(view.until), error=view.last_error)
        else:
            self._config.log.info("circuit", **fields)


@asynccontextmanager
async def open_circuits(
    file: Path, config: CircuitConfig, registry: CollectorRegistry, background: Background
) -> AsyncGenerator[Circuits]:
    """Takes up what `file` remembers, and keeps the file true while the context is open."""
    circuits = Circuits(config, registry, load(file))
    try:
        async with background.running("circuits file", _Keeping(circuits, file)):
            yield circuits
    finally:
        circuits.close()
        with contextlib.suppress(OSError):  # logged already, when it changed
            save(file, circuits.kept())


@dataclass(frozen=True)
class _Keeping:
    circuits: Circuits
    file: Path

    async def run(self) -> None:
        await self.circuits.keep(self.file)


@checked(frozen=True)
class _Line:
    since: AwareDatetime
    until: AwareDatetime
    cooldown_s: float
    failures: int
    last_error: str | None


_File = TypeAdapter(dict[str, _Line])


def load(file: Path) -> dict[str, KeptCircuit]:
    """Returns nothing for a missing or damaged file: losing it costs a few failed calls, no more."""
    try:
        lines = _File.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}
    return {name: KeptCircuit(**asdict(line)) for name, line in lines.items()}


def save(file: Path, kept: dict[str, KeptCircuit]) -> None:
    """Raises OSError. Blocks."""
    content = {name: asdict(item) for name, item in sorted(kept.items())}
    file.parent.mkdir(mode=0o700, exist_ok=True)
    write_atomic(file, json.dumps(content, indent=1, default=datetime.isoformat) + "\n")
