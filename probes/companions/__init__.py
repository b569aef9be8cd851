"""Other people's programs that run beside Ignis if the operator wants them: `ignis up --with prometheus,grafana`.

supervisord keeps them like Ignis' own programs. They cannot do everything that those do: `__main__` writes their
configuration, `probes.restarts.marks` tells the restart gate how they ended, the relay publishes their addresses.
"""

from typing import Final

COMPANIONS: Final = ("prometheus", "grafana")

GRACE: Final = 300.0
"""Seconds in which a new companion does not count as hung: Grafana creates its database at its first start."""


def wanted_variable(companion: str) -> str:
    """`ignis up` sets this variable to `true` if the companion is wanted, and to `false` if not."""
    return f"IGNIS_WITH_{companion.upper()}"
