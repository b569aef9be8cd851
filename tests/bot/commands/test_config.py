"""`/config`: administrators look at the role map, change it, take changes back, and are told what follows."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.replies.reply import ReplyOutcome
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, press, said

NOTHING = "**Nobody changes**\n-# `/config undo` takes it back, `/config history` lists all versions."


@pytest.fixture
def file(maps: RoleMapFile) -> Path:
    return maps.current.path


def on_disk(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


async def config(server: Server, command: str, by: MemberActor | None = None, **options: Any) -> InteractionResult:
    return await (by or server.admin).slash(server.channel, f"config {command}", **options)


async def add(server: Server, role: str, rank: str, **more: Any) -> InteractionResult:
    return await config(server, "role add", role=server.roles[role], rank=rank, **more)


class TestAdding:
    async def test_a_role_stands_for_a_rank_at_once(self, server: Server, file: Path, maps: RoleMapFile) -> None:
        told = said(await add(server, "Recruiter", "initiate"))
        assert told == f"### Role map: version 2, by Vulkan\n+ Recruiter → Initiate · place 4\n{NOTHING}"
        assert on_disk(file)["role_to_rank_mapping"]["Recruiter"] == "Initiate"
        assert on_disk(file)["role_ids"] == {"Recruiter": str(server.roles["Recruiter"].id)}
        assert maps.current.legion.role_ranks.highest(["recruiter"]) is not None

    async def test_above_says_where(self, server: Server, file: Path) -> None:
        await add(server, "Recruiter", "Initiate", above="captains")
        assert on_disk(file)["role_priority"] == ["Aspirants", "Brothers", "Captains", "Recruiter", "Primarch"]

    async def test_a_mapped_role_gets_another_rank_and_place(self, server: Server) -> None:
        told = said(await add(server, "Aspirants", "Captain", above="Captains"))
        assert "Aspirants: Aspirant → Captain · place 4 → 2\n" in told
        assert "**1 member changes**" in told

    async def test_a_role_that_was_renamed_on_discord_is_renamed_in_the_map(self, server: Server, file: Path) -> None:
        await add(server, "Brothers", "Brother")
        server.env.backend.edit_role(server.guild.id, server.roles["Brothers"].id, {"name": "Battle Brothers"})
        await server.env.settle()
        told = said(await add(server, "Brothers", "Brother"))
        assert "+ Battle Brothers → Brother" in told
        assert on_disk(file)["role_priority"] == ["Aspirants", "Battle Brothers", "Captains", "Primarch"]

    async def test_a_role_that_the_bot_cannot_give_is_mapped_with_a_warning(self, server: Server) -> None:
        server.env.backend.edit_role(server.guild.id, server.roles["Recruiter"].id, {"position": 50})
        await server.env.settle()
        told = said(await add(server, "Recruiter", "Initiate"))
        assert "⚠ The role Recruiter is not below mine" in told

    @pytest.mark.parametrize(
        ("rank", "above", "told"),
        [
            ("Warmaster", None, "There is no rank called Warmaster."),
            ("@everyone", None, "There is no rank called @\u200beveryone."),
            ("Initiate", "Old Guard", "The role map has no role called Old Guard."),
        ],
    )
    async def test_slips_are_one_line(
        self, server: Server, file: Path, rank: str, above: str | None, told: str
    ) -> None:
        before = file.read_bytes()
        more = {"above": above} if above else {}
        assert said(await add(server, "Recruiter", rank, **more)) == told
        assert file.read_bytes() == before

    async def test_what_is_so_already(self, server: Server) -> None:
        await add(server, "Recruiter", "Initiate")
        told = said(await add(server, "Recruiter", "Initiate"))
        assert told == "The role map says that already. Nothing was changed."

    async def test_the_role_of_everybody(self, server: Server) -> None:
        told = said(await config(server, "role add", role=server.guild.default_role, rank="Initiate"))
        assert told == "Everybody has that role, so it cannot stand for a rank."

    async def test_a_role_of_an_integration(self, server: Server) -> None:
        managed = {role.id for role in server.env.backend.get_guild(server.guild.id).roles.values() if role.managed}
        mine = next(role for role in server.guild.roles.values() if role.id in managed)
        told = said(await config(server, "role add", role=mine, rank="Initiate"))
        assert told == f"{mine.name} belongs to an integration, which alone gives and takes it. Choose another role."


class TestRemoving:
    async def test_a_role_is_taken_out(self, server: Server, file: Path) -> None:
        told = said(await config(server, "role remove", role="captains"))
        kept = NOTHING.replace("changes", "changes, 1 keeps a rank that no role stands for")
        assert told == f"### Role map: version 2, by Vulkan\n\u2212 Captains, which stood for Captain\n{kept}"
        assert "Captains" not in file.read_text(encoding="utf-8")

    async def test_also_one_that_the_server_has_no_more(self, server: Server, file: Path) -> None:
        server.env.backend.delete_role(server.guild.id, server.roles["Captains"].id)
        await server.env.settle()
        offered = await server.admin.autocomplete(server.channel, "config role remove", "role", "cap")
        assert [choice["name"] for choice in offered] == ["Captains"]
        assert "\u2212 Captains" in said(await config(server, "role remove", role="Captains"))
        assert "Captains" not in on_disk(file)["role_priority"]

    async def test_one_that_is_not_mapped(self, server: Server) -> None:
        told = said(await config(server, "role remove", role="Recruiter"))
        assert told == "The role map has no role called Recruiter."


class TestSuggestions:
    async def test_ranks_and_mapped_roles(self, server: Server) -> None:
        ranks = await server.admin.autocomplete(server.channel, "config role add", "rank", "b")
        above = await server.admin.autocomplete(server.channel, "config role add", "above", "")
        assert [choice["name"] for choice in ranks] == ["Brother"]
        assert [choice["name"] for choice in above] == ["Primarch", "Captains", "Brothers", "Aspirants"]

    async def test_nobody_else_is_suggested_anything(self, server: Server) -> None:
        await server.let(server.officer, "config")
        assert await server.officer.autocomplete(server.channel, "config role add", "rank", "b") == []


class TestWhoMay:
    @pytest.mark.parametrize("command", ["role list", "check", "preview", "history", "undo", "export", "role remove"])
    async def test_administrators_alone_whatever_discord_lets_through(self, server: Server, command: str) -> None:
        await server.let(server.officer, "config")
        options = {"role": "Captains"} if command == "role remove" else {}
        told = said(await config(server, command, by=server.officer, **options))
        assert told == "Only administrators of this server may do this."

    async def test_a_button_asks_again(self, server: Server, file: Path) -> None:
        pending = await config(server, "preview", role=server.roles["Recruiter"], rank="Initiate")
        assert pending.response is not None
        stored = server.env.backend.get_message(server.channel.id, pending.response.id)
        stored.flags &= ~64  # as if it were there for all to see
        answer = await press(server.officer, pending, "Do it")
        assert said(answer) == "Only administrators of this server may do this."
        assert "Recruiter" not in file.read_text(encoding="utf-8")


class TestListing:
    async def test_from_the_highest_down_with_what_is_missing(self, server: Server) -> None:
        server.env.backend.delete_role(server.guild.id, server.roles["Brothers"].id)
        await server.env.settle()
        roles = server.roles
        assert said(await config(server, "role list")) == (
            "### Role map · 4 roles\n"
            f"**1.** <@&{roles['Primarch'].id}> → Primarch\n**2.** <@&{roles['Captains'].id}> → Captain\n"
            f"**3.** Brothers → Brother · ⚠ not on this server\n**4.** <@&{roles['Aspirants'].id}> → Aspirant"
        )

    async def test_many_roles_are_turned_page_by_page(self, server: Server, maps: RoleMapFile, file: Path) -> None:
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


class TestChecking:
    async def test_what_is_found_is_told_the_worst_first(self, server: Server) -> None:
        server.env.backend.delete_role(server.guild.id, server.roles["Brothers"].id)
        await server.env.settle()
        lines = said(await config(server, "check")).splitlines()
        assert lines[0] == "### Check of the role map"
        assert lines[1].startswith("✖ 1 error, ⚠ ")
        assert lines[2] == (
            "✖ The server has no role called Brothers, which should stand for Brother. "
            "Create it, or take it out of the map."
        )


class TestPreviewing:
    async def test_the_map_in_force(self, server: Server) -> None:
        told = said(await config(server, "preview"))
        assert told == (
            "### Dry run of the role map in force\n**Nobody changes**\n"
            "-# 4 members looked at. 3 nicknames are left alone: nobody knows the Roblox accounts."
        )

    async def test_a_change_is_shown_before_it_is_made_and_made_by_a_button(self, server: Server, file: Path) -> None:
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

    async def test_what_if_a_role_stood_for_nothing(self, server: Server) -> None:
        pending = await config(server, "preview", role=server.roles["Aspirants"])
        assert said(pending).splitlines()[1:4] == [
            "\u2212 Aspirants, which stood for Aspirant",
            "**Nobody changes, 1 keeps a rank that no role stands for**",
            "**Molok** · keeps Aspirant, without a role for it",
        ]

    async def test_its_pages_are_those_of_one_dry_run(self, server: Server, bench: Bench) -> None:
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

    async def test_a_rank_alone_does_not_say_what_to_try(self, server: Server) -> None:
        told = said(await config(server, "preview", rank="Captain"))
        assert told == "Name the role as well: for which role shall this be tried?"

    async def test_the_button_of_a_role_that_is_gone(self, server: Server) -> None:
        pending = await config(server, "preview", role=server.roles["Recruiter"], rank="Initiate")
        server.env.backend.delete_role(server.guild.id, server.roles["Recruiter"].id)
        await server.env.settle()
        answer = await press(server.admin, pending, "Do it")
        assert said(answer) == "The role or the rank of this button is gone. Run the command again."


class TestVersions:
    async def test_history_and_undo(self, server: Server, file: Path) -> None:
        original = file.read_bytes()
        await add(server, "Recruiter", "Initiate")
        told = said(await config(server, "undo"))
        assert told.startswith(
            "### Role map: version 3, by Vulkan\nTakes back version 2.\n\u2212 Recruiter, which stood for Initiate\n"
        )
        assert "`/config undo` again goes one change further back" in told
        assert file.read_bytes() == original
        lines = said(await config(server, "history")).splitlines()
        assert lines[0] == "### Versions of the role map"
        assert lines[1].startswith("**3** · <t:")
        assert lines[1].endswith(":f> · by Vulkan · back to version 1")
        assert lines[3].endswith(":f> · by Vulkan · \\+ Recruiter → Initiate (4)")
        assert lines[5].endswith(":f> · by hand · found at the first start")

    async def test_nothing_to_undo(self, server: Server) -> None:
        told = said(await config(server, "undo"))
        assert told == "There is no earlier version of the role map to go back to."

    async def test_a_hand_edit_that_nobody_has_seen_is_not_undone_blindly(self, server: Server, file: Path) -> None:
        await add(server, "Recruiter", "Initiate")
        edited = file.read_text(encoding="utf-8").replace('"last": 10', '"last": 12')
        file.write_text(edited, encoding="utf-8")
        told = said(await config(server, "undo"))
        assert told == "The role map was edited in the meantime. Nothing was changed; look at it again first."
        assert file.read_text(encoding="utf-8") == edited

    async def test_the_export_is_the_file(self, server: Server, file: Path) -> None:
        result = await config(server, "export")
        assert said(result).startswith("The role map, revision `")
        assert result.response is not None
        (sent,) = result.response.attachments
        assert (sent.filename, await sent.read()) == ("roles_ranks.json", file.read_bytes())


class TestABrokenFile:
    """Somebody saved half a file: the last good map stays in force, and nothing is written over what stands there."""

    @pytest.fixture(autouse=True)
    async def broken(self, file: Path, maps: RoleMapFile) -> None:
        file.write_text('{"version": 1,\n', encoding="utf-8")
        await maps.look()

    @pytest.mark.parametrize("command", ["role add", "role remove", "undo", "export"])
    async def test_nothing_is_changed_and_the_place_is_told(self, server: Server, file: Path, command: str) -> None:
        options: dict[str, Any] = {"role remove": {"role": "Captains"}}.get(command, {})
        if command == "role add":
            options = {"role": server.roles["Recruiter"], "rank": "Initiate"}
        told = said(await config(server, command, **options))
        assert told.startswith("The role map cannot be used like this: ")
        assert "line 2, column 1" in told
        assert str(file.parent) not in told
        assert "\n" not in told
        assert file.read_text(encoding="utf-8") == '{"version": 1,\n'

    async def test_looking_still_works_and_says_so(self, server: Server) -> None:
        for command in ("role list", "check", "preview"):
            first = said(await config(server, command)).splitlines()[0]
            assert first.startswith("⚠ The file on disk is not in force, an earlier one is: ")


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server) -> None:
    told = said(await add(server, "Recruiter", "Initiate"))
    assert told.startswith("### Mapa de cargos: versão 2, por Vulkan\n")
    assert said(await config(server, "preview")).startswith("### Simulação do mapa de cargos em vigor\n")


async def test_no_answer_was_an_accident(server: Server, bench: Bench) -> None:
    for command in ("role list", "check", "preview", "history", "undo", "export"):
        await config(server, command)
    assert {outcome for _, outcome in bench.outcomes} <= {ReplyOutcome.DIRECT, ReplyOutcome.REFUSED}
