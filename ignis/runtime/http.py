"""The small HTTP servers of the programs: loopback only."""

import errno
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psutil
from aiohttp import web

from ignis.runtime.process import GIVE_UP, Exit

LOOPBACK = "127.0.0.1"
_SHUTDOWN_SECONDS = 2.0  # an open stream must not hold up a stop


@asynccontextmanager
async def serve(app: web.Application, *, port: int, what: str) -> AsyncGenerator[str]:
    """Serves `app` while the context is open and yields its address; port 0 picks a free one.

    Raises Exit (70) when the port is taken: whoever holds it may let it go.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port)
        try:
            await site.start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise Exit(GIVE_UP, port_taken(what, port)) from None
        host, bound = runner.addresses[0][:2]
        yield f"http://{host}:{bound}"
    finally:
        await runner.cleanup()


def port_taken(what: str, port: int) -> str:
    """One line: which port, by whom, what to do."""
    return (
        f"port {port} ({what}) is taken{_owner(port)}: stop that program, set another `ports.{what}` in "
        "config/ignis.yaml, or use `ignis up --ports auto`"
    )


def _owner(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and _port(connection.laddr) == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        pass  # whose it is helps, but only its owner or root may know
    return ""


def _port(address: object) -> int | None:
    """None for a socket without an address, for which psutil gives an empty tuple."""
    return getattr(address, "port", None)
