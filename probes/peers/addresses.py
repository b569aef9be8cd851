"""Where each process is to be asked. Not to know where is never held against a program.

In this order: the address that this very process has published; the one it was seen to publish before, because
`var/run/endpoints.json` can be deleted or overwritten under a healthy program; the port that is configured for the
program, so that one which blocks before it publishes anything is noticed nevertheless.
"""

from collections.abc import Iterable, Mapping

from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.http import LOOPBACK
from probes.restarts.control import ProgramState


class Addresses:
    def __init__(self, ports: Mapping[str, int]) -> None:
        """`ports` are the configured ones, by program."""
        self._ports = ports
        self._seen: dict[str, tuple[int, str]] = {}  # program: pid, and the address that it published

    def look_up(self, programs: Iterable[ProgramState], published: Mapping[str, Endpoint]) -> dict[str, str]:
        """The address of every program that runs and has one, with what `published` says remembered."""
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
