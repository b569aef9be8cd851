"""`var/run/endpoints.json`: where each program of a stack listens; how they and the command line find each other."""

import json
import os
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.stack.republish import upkept
from ignis.runtime.telemetry.logs import Logger

_LOCK_TIMEOUT = 10.0

# What each program answers with 200 exactly when it does its work.
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


def keep_published(home: Home, addresses: Mapping[str, str], log: Logger) -> AbstractAsyncContextManager[None]:
    """This process' `addresses` (name: url) stand in the file while the context is open, and so while it listens.

    Whoever deletes or overwrites the file is told in the log, and the entries are back within seconds.
    """
    pid = os.getpid()
    return upkept(
        lambda: _mend(home, addresses, pid),
        home.endpoints_file,
        log,
        true=lambda: not _wrong(read(home), addresses, pid),
    )


def publish(home: Home, name: str, url: str, *, pid: int) -> None:
    """Writes `name`'s address for all to find, over an older one. Raises OSError where it cannot be written."""
    from filelock import FileLock  # noqa: PLC0415  whoever only reads, as the bot does before it connects, needs none

    with FileLock(home.run / "endpoints.lock", timeout=_LOCK_TIMEOUT):
        known = read(home) | {name: Endpoint(url=url, pid=pid, since=datetime.now(UTC))}
        content = {key: endpoint.model_dump(mode="json") for key, endpoint in sorted(known.items())}
        write_atomic(home.endpoints_file, json.dumps(content, indent=1) + "\n")


def read(home: Home) -> dict[str, Endpoint]:
    """What is published; nothing when the file is missing, unreadable or not ours."""
    try:
        return _Endpoints.validate_json(home.endpoints_file.read_bytes())
    except (OSError, ValidationError):
        return {}


def forget(home: Home) -> None:
    """A new stack begins: addresses of the last one are no longer true. Raises ConfigError for what is no file."""
    try:
        home.endpoints_file.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{home.endpoints_file}: cannot be removed: {error.strerror}; move it away") from None


def _mend(home: Home, addresses: Mapping[str, str], pid: int) -> bool:
    wrong = _wrong(read(home), addresses, pid)
    for name in wrong:
        publish(home, name, addresses[name], pid=pid)
    return bool(wrong)


def _wrong(known: Mapping[str, Endpoint], addresses: Mapping[str, str], pid: int) -> list[str]:
    return [name for name, url in addresses.items() if not _says(known.get(name), url, pid)]


def _says(endpoint: Endpoint | None, url: str, pid: int) -> bool:
    return endpoint is not None and (endpoint.url, endpoint.pid) == (url, pid)
