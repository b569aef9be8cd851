"""What the tests of `endpoints.json` and `sandbox.json` share: a log to read, damage, and one sandbox."""

from pathlib import Path

import structlog

from ignis.runtime.stack.sandbox_info import SandboxInfo
from ignis.runtime.telemetry.logs import Logger

URL = "http://127.0.0.1:8472"
INFO = SandboxInfo.model_validate(
    {
        "api_url": f"{URL}/api/v10",
        "gateway_url": "ws://127.0.0.1:8472/gateway",
        "token": "canary-token",
        "application_id": 1,
        "guild_id": 2,
        "alert_webhook": f"{URL}/api/webhooks/1/canary-webhook",
        "bloxlink_url": URL,
        "bloxlink_api_key": "canary-bloxlink",
        "roblox_url": URL,
        "roblox_api_key": "canary-roblox",
    }
)


def readable_log() -> tuple[Logger, list[str]]:
    """A logger, and the lines that it was given."""
    lines: list[str] = []

    def keep(_logger: object, level: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        lines.append(f"{level}: {entry['event']}")
        raise structlog.DropEvent

    logger: Logger = structlog.wrap_logger(None, processors=[keep], wrapper_class=structlog.stdlib.BoundLogger)
    return logger, lines


def delete(file: Path) -> None:
    file.unlink()


def fill_with_garbage(file: Path) -> None:
    file.write_text("garbage", encoding="utf-8")


def put_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
