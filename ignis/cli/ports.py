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
    """Raises ConfigError for the first port that another program listens on."""
    for name in names:
        if not _free(port := getattr(ports, name)):
            raise ConfigError(f"{port_taken(name, port)}; with `ignis up --ports auto` any free ports will do")


def pick(random: Random) -> PortSettings:
    """A free port for each program. They are not reserved: if another program is quicker, the start says so."""
    found: dict[str, int] = {}
    for name in PortSettings.model_fields:
        port = random.randrange(_FROM, _TO)
        while port in found.values() or not _free(port):
            port = random.randrange(_FROM, _TO)
        found[name] = port
    return PortSettings(**found)


def as_variable(ports: PortSettings) -> str:
    """The form of IGNIS_PORTS."""
    return ",".join(f"{name}={port}" for name, port in ports)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        # as the programs do: a port with connections in TIME_WAIT is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True
