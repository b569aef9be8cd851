"""`/config`: who may use it, what it suggests and exports, and what it says while the file is broken."""

from pathlib import Path
from typing import Any

import pytest

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.replies.reply import ReplyOutcome
from tests.bot.conftest import Bench
from tests.support.servers.config_command import add, config
from tests.support.servers.server import Server, press, said


@pytest.fixture
def file(maps: RoleMapFile) -> Path:
    return maps.current.path


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
        answer = said(await config(server, command, by=server.officer, **options))
        assert answer == "Only administrators of this server may do this."

    async def test_a_button_asks_again(self, server: Server, file: Path) -> None:
        pending = await config(server, "preview", role=server.roles["Recruiter"], rank="Initiate")
        assert pending.response is not None
        stored = server.env.backend.get_message(server.channel.id, pending.response.id)
        stored.flags &= ~64  # as if it were there for all to see
        answer = await press(server.officer, pending, "Do it")
        assert said(answer) == "Only administrators of this server may do this."
        assert "Recruiter" not in file.read_text(encoding="utf-8")


async def test_the_export_is_the_file(server: Server, file: Path) -> None:
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
        answer = said(await config(server, command, **options))
        assert answer.startswith("The role map cannot be used like this: ")
        assert "line 2, column 1" in answer
        assert str(file.parent) not in answer
        assert "\n" not in answer
        assert file.read_text(encoding="utf-8") == '{"version": 1,\n'

    async def test_looking_still_works_and_says_so(self, server: Server) -> None:
        for command in ("role list", "check", "preview"):
            first = said(await config(server, command)).splitlines()[0]
            assert first.startswith("⚠ The file on disk is not in use, an earlier one is: ")


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server) -> None:
    answer = said(await add(server, "Recruiter", "Initiate"))
    assert answer.startswith("### Mapa de cargos: versão 2, por Vulkan\n")
    assert said(await config(server, "preview")).startswith("### Simulação do mapa de cargos em vigor\n")


async def test_no_answer_was_an_accident(server: Server, bench: Bench) -> None:
    for command in ("role list", "check", "preview", "history", "undo", "export"):
        await config(server, command)
    assert {outcome for _, outcome in bench.outcomes} <= {ReplyOutcome.DIRECT, ReplyOutcome.REFUSED}
