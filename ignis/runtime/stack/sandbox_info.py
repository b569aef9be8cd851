"""`var/run/sandbox.json` (0600): how to reach the local Discord, Roblox and Bloxlink of this stack."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer

from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home
from ignis.runtime.stack.republish import republished
from ignis.runtime.telemetry.logs import Logger


class SandboxInfo(BaseModel):
    model_config = ConfigDict(frozen=True)

    api_url: str
    gateway_url: str
    token: SecretStr
    application_id: int
    guild_id: int
    alert_webhook: SecretStr
    bloxlink_url: str
    bloxlink_api_key: SecretStr
    roblox_url: str
    roblox_api_key: SecretStr

    @field_serializer("token", "alert_webhook", "bloxlink_api_key", "roblox_api_key", when_used="json")
    def _reveal(self, value: SecretStr) -> str:
        return value.get_secret_value()


class PublishedInfo:
    """`sandbox.json` with this content. A PublishedFile."""

    def __init__(self, home: Home, info: SandboxInfo) -> None:
        self._home = home
        self._info = info

    @property
    def path(self) -> Path:
        return self._home.sandbox_file

    def is_true(self) -> bool:
        return read(self._home) == self._info

    def publish(self) -> bool:
        write(self._home, self._info)
        return True


def keep_written(home: Home, info: SandboxInfo, log: Logger) -> AbstractAsyncContextManager[None]:
    """The file holds `info` while the context is open, also after it was deleted or overwritten."""
    return republished(PublishedInfo(home, info), log)


def write(home: Home, info: SandboxInfo) -> None:
    write_atomic(home.sandbox_file, info.model_dump_json(indent=1) + "\n")


def read(home: Home) -> SandboxInfo | None:
    """None if no sandbox has run in this home, or if its file is unreadable."""
    try:
        return SandboxInfo.model_validate_json(home.sandbox_file.read_bytes())
    except (OSError, ValidationError):
        return None
