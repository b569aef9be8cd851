"""All that passes between the sandbox and a bot, as a file to read: one JSON object a line."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

SETTING: Final = "IGNIS_SANDBOX_TRAFFIC"
"""The variable of the environment that names the file."""

_PRIVATE: Final = 0o600  # the sandbox's own tokens are in it


class TrafficFile:
    """A Witness that writes `{"method","path","body","status","answer"}` or `{"event","data"}` a line, to the end.

    A line is written whole, so that a sandbox that is killed leaves no half of one. Raises OSError.

    Example:
        build(SEED, keys, clock, log, preview_port=0, witness=TrafficFile(Path("traffic.jsonl")))
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _PRIVATE)

    def answered(self, method: str, path: str, body: Any, status: int, answer: Any) -> None:
        self._write({"method": method, "path": path, "body": body, "status": status, "answer": answer})

    def sent(self, event: str, data: Mapping[str, Any]) -> None:
        self._write({"event": event, "data": data})

    def close(self) -> None:
        os.close(self._file)

    def _write(self, line: Mapping[str, Any]) -> None:
        os.write(self._file, json.dumps(line, default=str).encode() + b"\n")
