"""Roles added, removed and taken back by commands: the file, and what the administrator reads."""

from pathlib import Path

import pytest

from ignis.adapters.role_map.owner import RoleMapFile
from tests.support.config_command import add, config, on_disk
from tests.support.server import Server, said

NOTHING = "**Nobody changes**\n-# `/config undo` takes it back, `/config history` lists all versions."


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


class TestUndoing:
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
