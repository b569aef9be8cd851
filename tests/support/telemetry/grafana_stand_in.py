"""Stands for Grafana, which no package registry of Debian has: records how it was started, and answers as healthy.

A copy of this file called `grafana` is put on PATH; what it records is `started.json` in its data folder.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

_STARTED: Final = "started.json"


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
        self.wfile.write(b'{"database": "ok"}')

    def log_message(self, *_: object) -> None:
        """Nothing: as Grafana, it does not log who asks."""


def main() -> None:
    data = Path(os.environ["GF_PATHS_DATA"])
    data.mkdir(parents=True, exist_ok=True)
    (data / _STARTED).write_text(json.dumps({"argv": sys.argv, "environ": dict(os.environ)}), encoding="utf-8")
    print('logger=server level=info msg="the stand-in for Grafana listens"', flush=True)
    address = os.environ["GF_SERVER_HTTP_ADDR"], int(os.environ["GF_SERVER_HTTP_PORT"])
    HTTPServer(address, Health).serve_forever()


if __name__ == "__main__":
    main()
