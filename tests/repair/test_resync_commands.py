"""`resync-commands` reports whether the server's commands differed."""

from dataclasses import dataclass

import pytest

from ignis.repair.resync_commands import ResyncCommands


@dataclass
class Commands:
    """ServerCommands that differed, did not, or have no server."""

    differed: bool | None

    async def resync(self) -> bool | None:
        return self.differed


@pytest.mark.parametrize(
    ("differed", "found", "did"),
    [
        (True, "the registered commands differed", "registered them again"),
        (False, "the registered commands are the bot's own", "nothing"),
        (None, "no server is served", "nothing"),
    ],
)
async def test_it_says_what_it_did(differed: bool | None, found: str, did: str) -> None:  # noqa: FBT001
    report = await ResyncCommands(Commands(differed)).run()
    assert (report.found, report.did) == (found, did)
