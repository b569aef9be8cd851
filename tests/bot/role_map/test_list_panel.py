"""The role map from the highest role down, with what is missing on the server."""

import json
from pathlib import Path

from ignis.adapters.role_map.owner import RoleMapFile
from tests.support.servers.config_command import config, on_disk
from tests.support.servers.server import Server, press, said


async def test_from_the_highest_down_with_what_is_missing(server: Server) -> None:
    server.env.backend.delete_role(server.guild.id, server.roles["Brothers"].id)
    await server.env.settle()
    roles = server.roles
    assert said(await config(server, "role list")) == (
        "### Role map · 4 roles\n"
        f"**1.** <@&{roles['Primarch'].id}> → Primarch\n**2.** <@&{roles['Captains'].id}> → Captain\n"
        f"**3.** Brothers → Brother · ⚠ not on this server\n**4.** <@&{roles['Aspirants'].id}> → Aspirant"
    )


async def test_many_roles_are_turned_page_by_page(server: Server, maps: RoleMapFile, file: Path) -> None:
    content = on_disk(file)
    content["role_to_rank_mapping"] |= {f"Squad {number}": "Aspirant" for number in range(5000)}
    content["role_priority"] = [f"Squad {number}" for number in range(5000)] + content["role_priority"]
    file.write_text(json.dumps(content), encoding="utf-8")
    await maps.look()
    listed = await config(server, "role list")
    assert said(listed).startswith("### Role map · 5,004 roles\n")
    await press(server.admin, listed, "Next")
    assert "**13.** Squad 4991 → Aspirant · ⚠ not on this server" in said(listed)
    assert "-# Page 2 of 417" in said(listed)
