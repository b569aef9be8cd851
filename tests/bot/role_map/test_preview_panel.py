"""What would change for whom, before anything is changed."""

from datetime import timedelta
from pathlib import Path

from tests.bot.conftest import Bench
from tests.support.servers.config_command import config, on_disk
from tests.support.servers.server import Server, press, said


async def test_the_map_in_force(server: Server) -> None:
    answer = said(await config(server, "preview"))
    assert answer == ("### Dry run of the role map in use\n**Nobody changes**\n-# 4 members checked.")


async def test_a_change_is_shown_before_it_is_made_and_made_by_a_button(server: Server, file: Path) -> None:
    before = file.read_bytes()
    pending = await config(server, "preview", role=server.roles["Aspirants"], rank="Captain", above="Captains")
    assert said(pending).splitlines()[:4] == [
        "### What would follow",
        "Aspirants: Aspirant → Captain · place 4 → 2",
        "**1 member changes**",
        "**Molok** · Aspirant → Captain",
    ]
    assert file.read_bytes() == before
    await press(server.admin, pending, "Do it")
    assert said(pending).startswith("### Role map: version 2, by Vulkan\nAspirants: Aspirant → Captain")
    assert on_disk(file)["role_to_rank_mapping"]["Aspirants"] == "Captain"


async def test_what_if_a_role_stood_for_nothing(server: Server) -> None:
    pending = await config(server, "preview", role=server.roles["Aspirants"])
    assert said(pending).splitlines()[1:4] == [
        "\u2212 Aspirants, which stood for Aspirant",
        "**Nobody changes, 1 keeps a rank that no role stands for**",
        "**Molok** · keeps Aspirant, without a role for it",
    ]


async def test_its_pages_are_those_of_one_dry_run(server: Server, bench: Bench) -> None:
    joined = [server.join(f"Recruit {number}", "Aspirants") for number in range(9)]
    pending = await config(server, "preview", role=server.roles["Aspirants"], rank="Captain")
    assert "**10 members change**" in said(pending)
    server.env.backend.remove_member(server.guild.id, joined[0].id)
    await server.env.settle()
    await press(server.admin, pending, "Next")
    assert "**10 members change**" in said(pending)
    bench.clock.time += timedelta(minutes=3)
    await press(server.admin, pending, "Previous")
    assert "**9 members change**" in said(pending)


async def test_a_rank_alone_does_not_say_what_to_try(server: Server) -> None:
    answer = said(await config(server, "preview", rank="Captain"))
    assert answer == "Name the role too: which role should this be tried for?"


async def test_the_button_of_a_role_that_is_gone(server: Server) -> None:
    pending = await config(server, "preview", role=server.roles["Recruiter"], rank="Initiate")
    server.env.backend.delete_role(server.guild.id, server.roles["Recruiter"].id)
    await server.env.settle()
    answer = await press(server.admin, pending, "Do it")
    assert said(answer) == "The role or the rank of this button is gone. Run the command again."
