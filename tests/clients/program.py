"""A foreign bot as a process: what it prints is what it saw, one JSON object a line."""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ignis.runtime.stack.sandbox_info import SandboxInfo
from tests.clients.environments import Library
from tests.support.waiting import eventually

_SAW = b'{"saw":'
_LAST_WORDS = 60  # lines of its log that a failure shows


@dataclass(eq=False)
class ClientProgram:
    """`seen` are the lines it printed, oldest first: `{"saw": "ready", "guild": "Age of Warfare"}`."""

    process: asyncio.subprocess.Process
    log: Path
    seen: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def saw(self, what: str, **details: object) -> dict[str, Any]:
        """The first line about `what` with these details; fails when the bot ends or does not print it in time."""

        def line() -> dict[str, Any] | None:
            wanted = {"saw": what, **details}
            found = next((each for each in self.seen if wanted.items() <= each.items()), None)
            assert found is not None or self.process.returncode is None, f"the bot ended before it saw {what!r}"
            return found

        return await eventually(line, f"the bot sees {what!r} {details or ''}; it saw {self.seen}")

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_WORDS:])

    async def listen(self) -> None:
        """Reads until the process closes its output."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            if line.startswith(_SAW):
                self.seen.append(json.loads(line))
            else:  # some libraries log here
                with self.log.open("ab") as log:
                    log.write(line)


@asynccontextmanager
async def running(library: Library, info: SandboxInfo) -> AsyncGenerator[ClientProgram]:
    """The bot of `library`, pointed at a sandbox by its environment."""
    environment = os.environ | {
        "SANDBOX": info.api_url.removesuffix("/api/v10"),
        "SANDBOX_TOKEN": info.token.get_secret_value(),
        "SANDBOX_GUILD": str(info.guild_id),
        "PYTHONUNBUFFERED": "1",
    }
    command = await asyncio.to_thread(library.command)
    with tempfile.TemporaryDirectory() as folder, (log := Path(folder) / "log").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=errors, env=environment
        )
        program = ClientProgram(process, log)
        listening = asyncio.create_task(program.listen())
        try:
            yield program
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await asyncio.gather(listening, return_exceptions=True)
