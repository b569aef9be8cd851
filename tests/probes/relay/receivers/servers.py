"""Real servers for the tests of receivers: one for HTTP that answers as it is told, and one for mail."""

import asyncio
import socket
import ssl
import struct
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from ignis.runtime.stack.http import serve

CANARY = "canary-in-an-address"
PASSWORD = "canary-password"


@dataclass
class HttpReceiver:
    """What it was sent. `mode` is a status, `hang`, `reset` or `redirect`; `body` is what it answers."""

    url: str = ""
    mode: str = "200"
    body: str = '{"id": "a1"}'
    headers: dict[str, str] = field(default_factory=dict[str, str])
    taken: list[Any] = field(default_factory=list[Any])
    seen: list[web.Request] = field(default_factory=list[web.Request])

    async def handle(self, request: web.Request) -> web.Response:
        self.seen.append(request)
        if request.can_read_body:
            self.taken.append(await request.json())
        if self.mode == "hang":
            await asyncio.Event().wait()
        if self.mode == "reset":
            assert request.transport is not None
            raw: socket.socket = request.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.transport.abort()
        if self.mode == "redirect":
            return web.Response(status=307, headers={"Location": f"{self.url}/elsewhere"})
        return web.Response(status=int(self.mode) if self.mode.isdigit() else 200, text=self.body, headers=self.headers)


@asynccontextmanager
async def http_receiver() -> AsyncGenerator[HttpReceiver]:
    receiver, app = HttpReceiver(), web.Application()
    app.router.add_route("*", "/{tail:.*}", receiver.handle)
    async with serve(app, port=0, what="receiver") as url:
        receiver.url = url
        yield receiver


@dataclass
class MailServer:
    """What it took. `refuses` is the answer to a message, such as `451 later`; `hangs`: it never answers a message."""

    port: int = 0
    refuses: str = ""
    hangs: bool = False
    mails: list[Envelope] = field(default_factory=list[Envelope])
    logins: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  its name
        if self.hangs:
            await asyncio.Event().wait()
        if self.refuses:
            return self.refuses
        self.mails.append(envelope)
        return "250 OK"

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@asynccontextmanager
async def mail_server(*, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncGenerator[MailServer]:
    """`tls` from the first byte on; `options` are aiosmtpd's, such as `tls_context` for STARTTLS."""
    made, loop = MailServer(), asyncio.get_running_loop()
    one = partial(SMTP, made, hostname="localhost", loop=loop, authenticator=made.authenticate, **options)
    server = await loop.create_server(one, "127.0.0.1", 0, ssl=tls)
    made.port = int(server.sockets[0].getsockname()[1])
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


@contextmanager
def certificate(folder: Path) -> Generator[ssl.SSLContext]:
    """A context for a server whose certificate is for `localhost`, signed by itself: `folder / "cert.pem"`."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    yield context
