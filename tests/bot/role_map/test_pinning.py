"""`/config pin`: which role or channel a name means is said by an administrator, and by nobody else."""

from typing import Any

from ignis.services.ports import PinKind
from tests.bot.conftest import Bench
from tests.support.servers.config_command import config
from tests.support.servers.server import Server, press, said


async def lose_the_officers(server: Server, bench: Bench) -> None:
    assert bench.client.guild is not None
    await bench.names.arrive(bench.client.guild)
    server.env.backend.delete_role(server.guild.id, server.roles["Legion Officer"].id)
    await server.env.settle()


async def test_a_deleted_role_of_the_officers_is_told_and_pinned_anew(server: Server, bench: Bench) -> None:
    await lose_the_officers(server, bench)
    assert bench.texts.say("config.found.staff_deleted", "en", role="Legion Officer") in said(
        await config(server, "check")
    )
    wardens = server.guild.create_role("Wardens")
    await server.env.settle()
    told = said(await config(server, "pin", name="Legion Officer", role=wardens))
    assert told == bench.texts.say("config.pinned", "en", name="Legion Officer", meant=f"<@&{wardens.id}>")
    server.env.backend.add_member_role(server.guild.id, server.officer.id, wardens.id)
    await server.env.settle()
    assert bench.client.guild is not None
    officer = bench.client.guild.get_member(server.officer.id)
    assert officer is not None
    assert bench.access.is_staff(officer)
    assert bench.pins.kept[server.guild.id, PinKind.STAFF]["legion officer"] == wardens.id
    assert "deleted" not in said(await config(server, "check"))


async def test_many_new_officers_are_asked_for_first(server: Server, bench: Bench) -> None:
    everybody = server.guild.create_role("Verified")
    count = 25
    for number in range(count):
        server.guild.add_member(server.env.create_user(f"member{number}"), roles=[everybody])
    await server.env.settle()
    kept = dict(bench.pins.kept[server.guild.id, PinKind.STAFF])
    asked = await config(server, "pin", name="Legion Officer", role=everybody)
    assert bench.texts.say("config.pin_new_staff", "en", count=count) in said(asked)
    assert bench.texts.say("config.pin_former_staff", "en", count=1) in said(asked)
    assert bench.pins.kept[server.guild.id, PinKind.STAFF] == kept
    await press(server.admin, asked, "Do it")
    assert bench.pins.kept[server.guild.id, PinKind.STAFF]["legion officer"] == everybody.id


async def test_the_channel_for_commands_is_pinned_anew(server: Server, bench: Bench) -> None:
    told = said(await config(server, "pin", name="servitor-terminal", channel=server.elsewhere))
    assert f"<#{server.elsewhere.id}>" in told
    told = said(await server.admin.slash(server.channel, "config check"))
    assert told == bench.texts.say("refusals.not_here", "en", channel="\\#legion-alerts")


async def test_what_cannot_be_pinned_is_refused(server: Server, bench: Bench) -> None:
    role, officer = server.roles["Brothers"], "Legion Officer"
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"name": officer}, "config.pin_one"),
        ({"name": officer, "role": role, "channel": server.channel}, "config.pin_one"),
        ({"name": "Captains", "role": role}, "config.pin_mapped"),
        ({"name": "Friends", "role": role}, "config.pin_unknown"),
        ({"name": officer, "channel": server.channel}, "config.pin_unknown"),
    )
    for options, key in refused:
        assert said(await config(server, "pin", **options)) == bench.texts.say(key, "en")
    everyone = server.guild.default_role
    for name, key in ((officer, "refusals.everybody_staff"), ("5th Battle Company", "refusals.everybody_named")):
        told = said(await config(server, "pin", name=name, role=everyone))
        assert told == bench.texts.say(key, "en", name=name)
    pins = bench.pins.kept[server.guild.id, PinKind.STAFF]
    assert pins == {"legion officer": server.roles["Legion Officer"].id}, "as when it was first seen"


async def test_names_that_can_be_pinned_are_suggested(server: Server) -> None:
    suggested = await server.admin.autocomplete(server.channel, "config pin", "name", "5th")
    assert [choice["name"] for choice in suggested] == ["5th Battle Company"]
