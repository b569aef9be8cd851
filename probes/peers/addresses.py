"""Where to ask each process. An unknown address never counts against a program.

In this order:
- the address that this process has published;
- the address that it was seen to publish before, because `var/run/endpoints.json` can be deleted or overwritten while
  the program is healthy;
- the port configured for the program, so that a program which blocks before it publishes is noticed too.
"""

from collections.abc import Iterable, Mapping

from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.http import LOOPBACK
from probes.restarts.control import ProgramState


class Addresses:
    """Remembers the addresses that were seen.

    Example:
        addresses = Addresses({"bot": 8472})
        addresses.look_up(control.programs(), endpoints.read(home))  # {"bot": "http://127.0.0.1:8472"}
    """

    def __init__(self, ports: Mapping[str, int]) -> None:
        """`ports` are the configured ports, by program."""
        self._ports = ports
        self._seen: dict[str, tuple[int, str]] = {}  # program: pid, and the address that it published

    def look_up(self, programs: Iterable[ProgramState], published: Mapping[str, Endpoint]) -> dict[str, str]:
        """The address of every program that runs and has one. Remembers what `published` says."""
        found = {program.name: self._of(program, published.get(program.name)) for program in programs}
        return {name: url for name, url in found.items() if url is not None}

    def _of(self, program: ProgramState, published: Endpoint | None) -> str | None:
        if program.pid is None:
            return None
        if published is not None and published.pid == program.pid:
            self._seen[program.name] = (program.pid, published.url)
        pid, url = self._seen.get(program.name, (None, ""))
        if pid == program.pid:
            return url
        port = self._ports.get(program.name)
        return None if port is None else f"http://{LOOPBACK}:{port}"
