"""What is wrong with the map on this server, the worst first."""

from tests.support.servers.config_command import config
from tests.support.servers.server import Server, said


async def test_what_is_found_is_told_the_worst_first(server: Server) -> None:
    server.env.backend.delete_role(server.guild.id, server.roles["Brothers"].id)
    await server.env.settle()
    lines = said(await config(server, "check")).splitlines()
    assert lines[0] == "### Check of the role map"
    assert lines[1].startswith("✖ 1 error, ⚠ ")
    assert lines[2] == (
        "✖ The role Brothers was deleted: nobody becomes Brother by it, and another role of its name does not count. "
        "`/config role add` maps another one, `/config role remove` removes it from the map."
    )
