"""Roles added, removed and taken back by commands: the file, and what the administrator reads."""

from pathlib import Path

import pytest

from ignis.adapters.role_map.owner import RoleMapFile
from tests.bot.conftest import Bench
from tests.support.servers.config_command import add, config, on_disk
from tests.support.servers.server import Server, said

NOTHING = "**Nobody changes**\n-# `/config undo` undoes this, `/config history` lists all versions."


class TestAdding:
    async def test_a_role_stands_for_a_rank_at_once(self, server: Server, file: Path, maps: RoleMapFile) -> None:
        answer = said(await add(server, "Recruiter", "initiate"))
        assert answer == f"### Role map: version 2, by Vulkan\n+ Recruiter → Initiate · place 4\n{NOTHING}"
        assert on_disk(file)["role_to_rank_mapping"]["Recruiter"] == "Initiate"
        assert on_disk(file)["role_ids"] == {"Recruiter": str(server.roles["Recruiter"].id)}
        assert maps.current.legion.role_ranks.highest(["recruiter"]) is not None

    async def test_above_says_where(self, server: Server, file: Path) -> None:
        await add(server, "Recruiter", "Initiate", above="captains")
        assert on_disk(file)["role_priority"] == ["Aspirants", "Brothers", "Captains", "Recruiter", "Primarch"]

    async def test_a_mapped_role_gets_another_rank_and_place(self, server: Server) -> None:
        answer = said(await add(server, "Aspirants", "Captain", above="Captains"))
        assert "Aspirants: Aspirant → Captain · place 4 → 2\n" in answer
        assert "**1 member changes**" in answer

    async def test_a_role_that_was_renamed_on_discord_is_renamed_in_the_map(self, server: Server, file: Path) -> None:
        await add(server, "Brothers", "Brother")
        server.env.backend.edit_role(server.guild.id, server.roles["Brothers"].id, {"name": "Battle Brothers"})
        await server.env.settle()
        answer = said(await add(server, "Brothers", "Brother"))
        assert "+ Battle Brothers → Brother" in answer
        assert on_disk(file)["role_priority"] == ["Aspirants", "Battle Brothers", "Captains", "Primarch"]

    async def test_who_lost_a_deleted_role_is_told_of_when_another_is_mapped(
        self, server: Server, bench: Bench
    ) -> None:
        assert bench.client.guild is not None
        await bench.names.arrive(bench.client.guild)
        server.env.backend.delete_role(server.guild.id, server.roles["Aspirants"].id)
        server.roles["Aspirants"] = server.guild.create_role("Aspirants")
        await server.env.settle()
        checked = said(await config(server, "check"))
        assert "The role Aspirants was deleted" in checked
        assert "looks like Aspirants" not in checked
        told = bench.texts.say("config.deleted_before", "en", role="Aspirants")
        assert told in said(await add(server, "Aspirants", "Aspirant"))
        assert told not in said(await add(server, "Aspirants", "Brother"))

    async def test_after_an_undo_the_role_counts_that_counted_before(self, server: Server, bench: Bench) -> None:
        assert bench.client.guild is not None
        await bench.names.arrive(bench.client.guild)
        copy = server.guild.create_role("Aspirants")
        await server.env.settle()
        changed = said(await config(server, "role add", role=copy, rank="Aspirant"))
        assert f"Aspirants · means <@&{copy.id}> now" in changed
        assert f"Aspirants: id {copy.id}" in said(await config(server, "history"))
        await bench.names.arrive(bench.client.guild)
        assert "Another role than this one is meant by Aspirants now" in said(await config(server, "check"))
        undone = said(await config(server, "undo"))
        assert f"Aspirants · means <@&{server.roles['Aspirants'].id}> now" in undone
        await bench.names.arrive(bench.client.guild)
        member = bench.client.guild.get_member(server.recruit.id)
        assert member is not None
        assert bench.names.roles_of(member) == ("Aspirants",)

    async def test_a_role_that_the_bot_cannot_give_is_mapped_with_a_warning(self, server: Server) -> None:
        server.env.backend.edit_role(server.guild.id, server.roles["Recruiter"].id, {"position": 50})
        await server.env.settle()
        answer = said(await add(server, "Recruiter", "Initiate"))
        assert "⚠ The role Recruiter is not below mine" in answer

    @pytest.mark.parametrize(
        ("rank", "above", "answer"),
        [
            ("Warmaster", None, "There is no rank called Warmaster."),
            ("@everyone", None, "There is no rank called @\u200beveryone."),
            ("Initiate", "Old Guard", "The role map has no role called Old Guard."),
        ],
    )
    async def test_slips_are_one_line(
        self, server: Server, file: Path, rank: str, above: str | None, answer: str
    ) -> None:
        before = file.read_bytes()
        more = {"above": above} if above else {}
        assert said(await add(server, "Recruiter", rank, **more)) == answer
        assert file.read_bytes() == before

    async def test_what_is_so_already(self, server: Server) -> None:
        await add(server, "Recruiter", "Initiate")
        answer = said(await add(server, "Recruiter", "Initiate"))
        assert answer == "The role map already says that. Nothing was changed."

    async def test_the_role_of_everybody(self, server: Server) -> None:
        answer = said(await config(server, "role add", role=server.guild.default_role, rank="Initiate"))
        assert answer == "Everybody has that role, so it cannot stand for a rank."

    async def test_a_role_of_an_integration(self, server: Server) -> None:
        managed = {role.id for role in server.env.backend.get_guild(server.guild.id).roles.values() if role.managed}
        mine = next(role for role in server.guild.roles.values() if role.id in managed)
        answer = said(await config(server, "role add", role=mine, rank="Initiate"))
        why = "belongs to an integration, and only the integration can give or remove it"
        assert answer == f"{mine.name} {why}. Choose another role."


class TestRemoving:
    async def test_a_role_is_taken_out(self, server: Server, file: Path) -> None:
        answer = said(await config(server, "role remove", role="captains"))
        kept = NOTHING.replace("changes", "changes, 1 keeps a rank that no role stands for")
        assert answer == f"### Role map: version 2, by Vulkan\n\u2212 Captains, which stood for Captain\n{kept}"
        assert "Captains" not in file.read_text(encoding="utf-8")

    async def test_also_one_that_the_server_has_no_more(self, server: Server, file: Path) -> None:
        server.env.backend.delete_role(server.guild.id, server.roles["Captains"].id)
        await server.env.settle()
        offered = await server.admin.autocomplete(server.channel, "config role remove", "role", "cap")
        assert [choice["name"] for choice in offered] == ["Captains"]
        assert "\u2212 Captains" in said(await config(server, "role remove", role="Captains"))
        assert "Captains" not in on_disk(file)["role_priority"]

    async def test_one_that_is_not_mapped(self, server: Server) -> None:
        answer = said(await config(server, "role remove", role="Recruiter"))
        assert answer == "The role map has no role called Recruiter."


class TestUndoing:
    async def test_nothing_to_undo(self, server: Server) -> None:
        answer = said(await config(server, "undo"))
        assert answer == "There is no earlier version of the role map to go back to."

    async def test_a_hand_edit_that_nobody_has_seen_is_not_undone_blindly(self, server: Server, file: Path) -> None:
        await add(server, "Recruiter", "Initiate")
        edited = file.read_text(encoding="utf-8").replace('"last": 10', '"last": 12')
        file.write_text(edited, encoding="utf-8")
        answer = said(await config(server, "undo"))
        assert answer == "The role map was edited in the meantime. Nothing was changed; look at it again first."
        assert file.read_text(encoding="utf-8") == edited
