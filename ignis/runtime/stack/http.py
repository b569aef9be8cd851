"""The small HTTP servers of the programs: loopback only."""

import errno
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from ignis.runtime.stack.process import GIVE_UP, Exit

LOOPBACK = "127.0.0.1"
_OUR_NAMES = frozenset({LOOPBACK, "localhost", "::1"})
_SHUTDOWN_SECONDS = 2.0  # an open stream must not delay a stop


@asynccontextmanager
async def serve(app: web.Application, *, port: int, what: str) -> AsyncGenerator[str]:
    """Serves `app` while the context is open, and yields its address. Port 0 picks a free one.

    Raises Exit (70) if the port is taken: a later start may find it free.

    Example:
        async with serve(app, port=0, what="bot") as url:
            print(url)  # http://127.0.0.1:40123
    """
    app.middlewares.append(only_for_this_machine)
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


@web.middleware
async def only_for_this_machine(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuses requests of foreign web pages that a browser on this machine shows: nothing here asks for a password.

    A request must name this machine as its host (against DNS rebinding), with any port, because of tunnels. If the
    browser says which page it comes from, that page must be of this machine, too.
    """
    headers = request.headers
    for header, address in (("Host", f"//{headers.get('Host', LOOPBACK)}"), ("Origin", headers.get("Origin"))):
        if address is not None and _hostname(address) not in _OUR_NAMES:
            answer = {"error": f"only for this machine: {header} must be 127.0.0.1 or localhost"}
            return web.json_response(answer, status=HTTPStatus.FORBIDDEN)
    return await handler(request)


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # half an IPv6 address
        return None


def port_taken(what: str, port: int) -> str:
    """One line: which port is taken, by which program, and what to do."""
    return (
        f"port {port} ({what}) is taken{_owner(port)}: stop that program, or choose another port, as `ports.{what}` in "
        f"config/ignis.yaml or as IGNIS_PORTS={what}=PORT in the environment"
    )


def _owner(port: int) -> str:
    import psutil  # noqa: PLC0415  10 ms of every start, needed by one that fails

    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and _port(connection.laddr) == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        pass  # the name helps, but only the owner of the process or root may see it
    return ""


def _port(address: object) -> int | None:
    """None for a socket without an address: psutil gives an empty tuple for it."""
    return getattr(address, "port", None)
