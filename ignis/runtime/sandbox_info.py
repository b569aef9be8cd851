"""`var/run/sandbox.json` (0600): how to reach the local Discord, Roblox and Bloxlink of this stack."""

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer

from ignis.runtime.files import write_atomic
from ignis.runtime.home import Home


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


def write(home: Home, info: SandboxInfo) -> None:
    write_atomic(home.sandbox_file, info.model_dump_json(indent=1) + "\n")


def read(home: Home) -> SandboxInfo | None:
    """None when no sandbox has run in this home."""
    try:
        return SandboxInfo.model_validate_json(home.sandbox_file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
