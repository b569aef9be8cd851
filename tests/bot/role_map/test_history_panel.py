"""Who changed the role map, when and how, from the newest version down."""

from pathlib import Path

from tests.support.servers.config_command import add, config
from tests.support.servers.server import Server, said


async def test_history_and_undo(server: Server, file: Path) -> None:
    original = file.read_bytes()
    await add(server, "Recruiter", "Initiate")
    answer = said(await config(server, "undo"))
    assert answer.startswith(
        "### Role map: version 3, by Vulkan\nUndoes version 2.\n\u2212 Recruiter, which stood for Initiate\n"
    )
    assert "`/config undo` again goes one change further back" in answer
    assert file.read_bytes() == original
    lines = said(await config(server, "history")).splitlines()
    assert lines[0] == "### Versions of the role map"
    assert lines[1].startswith("**3** · <t:")
    assert lines[1].endswith(":f> · by Vulkan · back to version 1")
    assert lines[3].endswith(":f> · by Vulkan · \\+ Recruiter → Initiate (4)")
    assert lines[5].endswith(":f> · by hand · found at the first start")
