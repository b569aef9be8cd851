"""Observers of circuits."""

from ignis.runtime.resilience.circuit import Circuit


class Unobserved:
    """For circuits whose changes do not matter."""

    def circuit_changed(self, circuit: Circuit) -> None:
        pass
