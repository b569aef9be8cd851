"""Which ports a stack takes: those of the configuration, or free ones."""

import errno
import socket
from collections.abc import Iterable
from random import Random

from ignis.runtime.config.settings import ConfigError, PortSettings
from ignis.runtime.stack.http import LOOPBACK, port_taken

# below the range from which the kernel takes the ports of outgoing connections
_FROM, _TO = 20_000, 32_000


def check_free(ports: PortSettings, names: Iterable[str]) -> None:
    """Raises ConfigError for the first port that somebody listens on."""
    for name in names:
        if not _free(port := getattr(ports, name)):
            raise ConfigError(port_taken(name, port))


def pick(dice: Random) -> PortSettings:
    """A free port for everything. Nothing reserves them: the programs say so when somebody was quicker."""
    found: dict[str, int] = {}
    for name in PortSettings.model_fields:
        found[name] = next(
            port
            for port in iter(lambda: dice.randrange(_FROM, _TO), None)
            if port not in found.values() and _free(port)
        )
    return PortSettings(**found)


def as_variable(ports: PortSettings) -> str:
    """The form of IGNIS_PORTS."""
    return ",".join(f"{name}={port}" for name, port in ports)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        # as the programs do: a port whose last connections still linger is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True
