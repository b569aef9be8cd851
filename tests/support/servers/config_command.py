"""`/config` as an administrator of the test's server uses it, and the file that it changes."""

import json
from pathlib import Path
from typing import Any

from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.support.servers.server import Server


async def config(server: Server, command: str, by: MemberActor | None = None, **options: Any) -> InteractionResult:
    return await (by or server.admin).slash(server.channel, f"config {command}", **options)


async def add(server: Server, role: str, rank: str, **more: Any) -> InteractionResult:
    return await config(server, "role add", role=server.roles[role], rank=rank, **more)


def on_disk(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read
