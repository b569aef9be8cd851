"""Programs of others that run beside Ignis when they are wanted: `ignis up --with prometheus,grafana`.

supervisord keeps them as it keeps Ignis' own. What they do not do by themselves is done for them: `__main__` gives them
their configuration, `probes.restarts.marks` tells the restart gate how they ended, the relay publishes their addresses.
"""

from typing import Final

COMPANIONS: Final = ("prometheus", "grafana")

GRACE: Final = 300.0
"""Seconds in which a young companion is not called hung: Grafana makes its database at its first start."""


def wanted_variable(companion: str) -> str:
    """The variable in which `ignis up` says, `true` or `false`, whether the companion is wanted."""
    return f"IGNIS_WITH_{companion.upper()}"
