"""Publishes where the guests listen: they do not know of `var/run/endpoints.json`, and the relay sees them come."""

from collections.abc import Iterable, Mapping

from ignis.runtime import endpoints
from ignis.runtime.home import Home
from ignis.runtime.http import LOOPBACK
from probes.guests import GUESTS
from probes.restarts.control import ProgramState


class GuestAddresses:
    def __init__(self, home: Home, ports: Mapping[str, int]) -> None:
        self._home = home
        self._ports = ports
        self._running: dict[str, int] = {}

    def look(self, programs: Iterable[ProgramState]) -> None:
        """These run now, as far as supervisord knows."""
        self._running = {one.name: one.pid for one in programs if one.name in GUESTS and one.pid is not None}

    def publish(self) -> bool:
        """Writes what is not yet true in the file; for `upkept`. False: a new process of a guest is no loss to tell of.

        Raises OSError.
        """
        known = endpoints.read(self._home)
        for name, pid in self._running.items():
            url, published = f"http://{LOOPBACK}:{self._ports[name]}", known.get(name)
            if published is None or (published.url, published.pid) != (url, pid):
                endpoints.publish(self._home, name, url, pid=pid)
        return False
