"""A program of the stack that gives canned answers, over real HTTP, in a thread."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class CannedServer:
    """`answers` are status and body by method and path, such as "GET /readyz"; 404 for all else."""

    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    """What came: method and path, and the Authorization header."""
    bodies: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def canned_server(**answers: tuple[int, str]) -> Generator[CannedServer]:
    """`canned_server(**{"GET /readyz": (200, "{}")})`"""
    made = CannedServer(dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_DELETE(self) -> None:
            self._answer()

        def _answer(self) -> None:
            made.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            asked = f"{self.command} {self.path}"
            made.requests.append((asked, self.headers.get("Authorization")))
            status, body = made.answers.get(asked, (404, "{}"))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
