"""Publishes where the companions listen: they do not know of `var/run/endpoints.json`, and the relay sees them come."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import LOOPBACK
from probes.companions import COMPANIONS
from probes.restarts.control import ProgramState


class CompanionAddresses:
    """The PublishedFile of `endpoints.json`, for the companions."""

    def __init__(self, home: Home, ports: Mapping[str, int]) -> None:
        self._home = home
        self._ports = ports
        self._running: dict[str, int] = {}

    @property
    def path(self) -> Path:
        return self._home.endpoints_file

    def look(self, programs: Iterable[ProgramState]) -> None:
        """These run now, as far as supervisord knows."""
        self._running = {one.name: one.pid for one in programs if one.name in COMPANIONS and one.pid is not None}

    def publish(self) -> bool:
        """Writes what is not yet true in the file. Returns False: a companion's new process is not reported.

        Raises OSError.
        """
        for name, url, pid in self._wrong():
            endpoints.publish(self._home, name, url, pid=pid)
        return False

    def is_true(self) -> bool:
        """Whether the file says of every companion what is so."""
        return not self._wrong()

    def _wrong(self) -> list[tuple[str, str, int]]:
        """Name, address and pid of every companion that the file tells nothing of, or something else."""
        known = endpoints.read(self._home) if self._running else {}
        told = {name: (one.url, one.pid) for name, one in known.items()}
        found = [(name, f"http://{LOOPBACK}:{self._ports[name]}", pid) for name, pid in self._running.items()]
        return [(name, url, pid) for name, url, pid in found if told.get(name) != (url, pid)]
