"""`resync-commands`: Discord's commands differ from the bot's own."""

from collections.abc import Awaitable, Callable

from ignis.repair.recovery import Report


class ResyncCommands:
    name = "resync-commands"
    trigger = "a new session with Discord, which compares them by itself"

    def __init__(self, ensure: Callable[[], Awaitable[bool | None]]) -> None:
        """`ensure` compares and writes what differs: True when it wrote, None when there is no server to ask."""
        self._ensure = ensure

    async def run(self) -> Report:
        wrote = await self._ensure()
        if wrote is None:
            return Report("no server is served")
        if wrote:
            return Report("the registered commands differed", "registered them anew")
        return Report("the registered commands are the bot's own")
