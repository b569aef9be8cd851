"""`var/run/endpoints.json`: where each program of a stack listens; how they and the command line find each other."""

import json
from datetime import UTC, datetime

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ignis.runtime.files import write_atomic
from ignis.runtime.home import Home

_LOCK_TIMEOUT = 10.0

# What each program answers with 200 exactly when it does its work.
READY_PATH = {"sandbox": "/sandbox/state", "bot": "/readyz", "exporter": "/health", "relay": "/livez"}


class Endpoint(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: str
    pid: int
    since: datetime


_Endpoints = TypeAdapter(dict[str, Endpoint])


def publish(home: Home, name: str, url: str, *, pid: int) -> None:
    """Writes `name`'s address for all to find, over an older one."""
    with FileLock(home.run / "endpoints.lock", timeout=_LOCK_TIMEOUT):
        known = read(home) | {name: Endpoint(url=url, pid=pid, since=datetime.now(UTC))}
        content = {key: endpoint.model_dump(mode="json") for key, endpoint in sorted(known.items())}
        write_atomic(home.endpoints_file, json.dumps(content, indent=1) + "\n")


def read(home: Home) -> dict[str, Endpoint]:
    """What is published; nothing when the file is missing or not ours."""
    try:
        return _Endpoints.validate_json(home.endpoints_file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}


def forget(home: Home) -> None:
    """A new stack begins: addresses of the last one are no longer true."""
    home.endpoints_file.unlink(missing_ok=True)
