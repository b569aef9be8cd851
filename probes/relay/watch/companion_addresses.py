"""Publishes the companions' addresses: they do not know `var/run/endpoints.json`, but the relay sees them start."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import LOOPBACK
from probes.companions import COMPANIONS
from probes.restarts.control import ProgramState


class CompanionAddresses:
    """The PublishedFile of `endpoints.json` for the companions that run, from their configured ports."""

    def __init__(self, home: Home, ports: Mapping[str, int]) -> None:
        self._home = home
        self._ports = ports
        self._running: dict[str, int] = {}

    @property
    def path(self) -> Path:
        return self._home.endpoints_file

    def programs_seen(self, programs: Iterable[ProgramState]) -> None:
        """Remembers the companions that run now."""
        self._running = {one.name: one.pid for one in programs if one.name in COMPANIONS and one.pid is not None}

    def publish(self) -> bool:
        """Corrects the file. Always False: a companion's new process is not worth a log line.

        Raises OSError.
        """
        for name, url, pid in self._wrong():
            endpoints.publish(self._home, name, url, pid=pid)
        return False

    def is_true(self) -> bool:
        """Whether the file is right about every companion that runs."""
        return not self._wrong()

    def _wrong(self) -> list[tuple[str, str, int]]:
        """Name, address and pid of every companion that is missing or wrong in the file."""
        known = endpoints.read(self._home) if self._running else {}
        published = {name: (one.url, one.pid) for name, one in known.items()}
        found = [(name, f"http://{LOOPBACK}:{self._ports[name]}", pid) for name, pid in self._running.items()]
        return [(name, url, pid) for name, url, pid in found if published.get(name) != (url, pid)]
