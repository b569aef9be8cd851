import gzip
import json

import pytest
import simcord

from ignis.bot.commands import privacy
from ignis.bot.services import Services
from ignis.domain.members.change import Actor
from ignis.domain.members.profile import Subject
from tests.bot.conftest import NOON, Bench
from tests.support.servers.server import Server, buttons, press, said


async def remember(services: Services, server: Server) -> None:
    await services.points.add(Actor(server.officer.id), Subject(server.recruit.id, (), None), 7, "patrol", at=NOON)


async def test_the_export_is_a_file_for_the_member_alone(server: Server, services: Services) -> None:
    await remember(services, server)
    result = await server.recruit.slash(server.channel, "privacy export")
    assert said(result) == "This is everything that is stored about you."
    assert result.response is not None
    (file,) = result.response.attachments
    assert file.filename == "ignis-export.json"
    exported = json.loads(await file.read())
    assert exported == json.loads(await services.privacy.export(server.recruit.id))
    assert "patrol" in json.dumps(exported)


def test_an_export_that_is_too_large_for_discord_is_packed() -> None:
    content = b"[" + b'"patrol",' * 1_200_000 + b"1]"
    file = privacy._file(content)
    assert file.filename == "ignis-export.json.gz"
    assert gzip.decompress(file.fp.read()) == content


async def test_deleting_asks_once_more_and_then_tells_what_is_gone(server: Server, services: Services) -> None:
    await remember(services, server)
    asked = await server.recruit.slash(server.channel, "privacy delete")
    assert said(asked).startswith("Delete everything that is stored about you")
    assert set(buttons(asked).values()) == {"Delete everything", "Keep it"}
    assert await server.members.find(server.recruit.id) is not None
    await press(server.recruit, asked, "Delete everything")
    assert said(asked) == (
        "Deleted for good: your points, rank, company and studs; lines of the ledger: 1, of the audit: 1. "
        "It stays on record that a deletion happened, but not whose."
    )
    assert buttons(asked) == {}
    assert await server.members.find(server.recruit.id) is None
    assert (await services.history.page(server.recruit.id, None, 10)).lines == ()


async def test_what_backups_still_hold_is_said(server: Server, services: Services, bench: Bench) -> None:
    await remember(services, server)
    backups = bench.database._file.backups._folder
    backups.rmdir() if backups.exists() else None
    backups.write_text("no folder", encoding="utf-8")  # not even root can make a backup in it
    asked = await server.recruit.slash(server.channel, "privacy delete")
    await press(server.recruit, asked, "Delete everything")
    assert said(asked).startswith("Deleted for good: ")
    assert "Backups could not be rewritten just now and still hold it." in said(asked)
    again = await server.recruit.slash(server.channel, "privacy delete")
    await press(server.recruit, again, "Delete everything")
    assert "Nothing was stored about you.\n⏳ Backups still hold what was deleted shortly before." in said(again)
    assert await server.members.find(server.recruit.id) is None


async def test_keeping_changes_nothing(server: Server, services: Services) -> None:
    await remember(services, server)
    asked = await server.recruit.slash(server.channel, "privacy delete")
    await press(server.recruit, asked, "Keep it")
    assert (said(asked), buttons(asked)) == ("Nothing was deleted.", {})
    assert (await server.stored(server.recruit)).points == 7


async def test_there_was_nothing(server: Server) -> None:
    asked = await server.recruit.slash(server.channel, "privacy delete")
    await press(server.recruit, asked, "Delete everything")
    assert said(asked) == "Nothing was stored about you."


@pytest.mark.parametrize("label", ["Delete everything", "Keep it"])
async def test_the_button_is_the_requesters_alone(
    server: Server, services: Services, simcord_env: simcord.Env, label: str
) -> None:
    """Nobody else sees it; the bot does not rely on that."""
    await remember(services, server)
    asked = await server.recruit.slash(server.channel, "privacy delete")
    assert asked.response is not None
    stored = simcord_env.backend.get_message(server.channel.id, asked.response.id)
    stored.flags &= ~64  # as if it were there for all to see
    answer = await press(server.admin, asked, label)
    assert said(answer) == "Only the person who ran the command can use this button."
    assert (await server.stored(server.recruit)).points == 7


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server, services: Services) -> None:
    await remember(services, server)
    assert (
        said(await server.recruit.slash(server.channel, "privacy export"))
        == "Isto é tudo o que está guardado sobre você."
    )
    asked = await server.recruit.slash(server.channel, "privacy delete")
    await press(server.recruit, asked, "Apagar tudo")
    assert said(asked).startswith("Apagado para sempre")
