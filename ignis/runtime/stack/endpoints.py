"""`var/run/endpoints.json`: where each program of a stack listens. Programs and command line find each other by it."""

import json
import os
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.errors import ConfigError
from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.resilience.background import Background
from ignis.runtime.stack.republish import republished
from ignis.runtime.telemetry.logs import Logger

_LOCK_TIMEOUT = 10.0
_SYSTEM = SystemClock()

# The path that each program answers with 200 exactly when it does its work.
READY_PATH = {
    "sandbox": "/sandbox/state",
    "bot": "/readyz",
    "exporter": "/health",
    "relay": "/livez",
    "prometheus": "/-/ready",
    "grafana": "/api/health",
}


class Endpoint(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: str
    pid: int
    since: datetime


_Endpoints = TypeAdapter(dict[str, Endpoint])


class PublishedAddresses:
    """The entries of one process in the file: `addresses` by name. A PublishedFile."""

    def __init__(self, home: Home, addresses: Mapping[str, str], clock: Clock, pid: int) -> None:
        self._home = home
        self._addresses = addresses
        self._clock = clock
        self._pid = pid

    @property
    def path(self) -> Path:
        return self._home.endpoints_file

    def is_true(self) -> bool:
        return not self._wrong()

    def publish(self) -> bool:
        wrong = self._wrong()
        for name in wrong:
            publish(self._home, name, self._addresses[name], pid=self._pid, clock=self._clock)
        return bool(wrong)

    def _wrong(self) -> list[str]:
        known = read(self._home)
        return [name for name, url in self._addresses.items() if not _says(known.get(name), url, self._pid)]


def keep_published(
    home: Home,
    addresses: Mapping[str, str],
    log: Logger,
    clock: Clock = _SYSTEM,
    *,
    background: Background | None = None,
) -> AbstractAsyncContextManager[None]:
    """The file holds the `addresses` (name: url) of this process while the context is open, so while it listens.

    If the file is deleted or overwritten, the log says so and the entries are back within seconds. `background`: see
    `republished`.

    Example:
        async with serve(app, port=0, what="bot") as url, keep_published(home, {"bot": url}, log):
            ...
    """
    file = PublishedAddresses(home, addresses, clock, os.getpid())
    return republished(file, log, background=background, name="published address")


def publish(home: Home, name: str, url: str, *, pid: int, clock: Clock = _SYSTEM) -> None:
    """Writes the address of `name` for all to find, over an older one. Raises OSError if it cannot be written."""
    from filelock import FileLock  # noqa: PLC0415  reading needs no lock, and the bot only reads before it connects

    with FileLock(home.run / "endpoints.lock", timeout=_LOCK_TIMEOUT):
        known = read(home) | {name: Endpoint(url=url, pid=pid, since=clock.now())}
        content = {key: endpoint.model_dump(mode="json") for key, endpoint in sorted(known.items())}
        write_atomic(home.endpoints_file, json.dumps(content, indent=1) + "\n")


def read(home: Home) -> dict[str, Endpoint]:
    """What is published. Empty if the file is missing, unreadable or not ours."""
    try:
        return _Endpoints.validate_json(home.endpoints_file.read_bytes())
    except (OSError, ValidationError):
        return {}


def forget(home: Home) -> None:
    """Removes the file: a new stack begins, and the addresses of the last one are not true any more.

    Raises ConfigError if the path is not a file.
    """
    try:
        home.endpoints_file.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{home.endpoints_file}: cannot be removed: {error.strerror}; move it away") from None


def _says(endpoint: Endpoint | None, url: str, pid: int) -> bool:
    return endpoint is not None and (endpoint.url, endpoint.pid) == (url, pid)
