"""Which servers there are for the bot, without HTTP."""

import pytest

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge import Simulation
from ignis.sandbox.world import SEED


def test_the_seeded_server_is_there_alone(simulation: Simulation) -> None:
    (shown,) = simulation.servers.list()
    assert shown == {
        "id": str(SEED.guild_id),
        "name": SEED.name,
        "bot_is_in": True,
        "available": True,
        "members": len(SEED.members) + 1,
    }


def test_after_ready_come_the_servers_and_the_outages(simulation: Simulation) -> None:
    ((event, guild),) = simulation.servers.arrivals()
    assert (event, guild["unavailable"]) == ("GUILD_CREATE", False)
    simulation.servers.outage(None, None)
    assert simulation.servers.arrivals() == [("GUILD_DELETE", {"id": str(SEED.guild_id), "unavailable": True})]


def test_requests_about_a_server_in_an_outage_are_known(simulation: Simulation) -> None:
    paths = [f"/guilds/{SEED.guild_id}/roles", f"/channels/{SEED.channels[0].id}/messages"]
    assert [simulation.servers.in_outage(path) for path in paths] == [False, False]
    simulation.servers.outage(None, None)
    assert [simulation.servers.in_outage(path) for path in paths] == [True, True]
    assert not simulation.servers.in_outage("/users/@me")


def test_a_server_that_the_bot_left_is_found_and_cannot_be_acted_in(simulation: Simulation) -> None:
    simulation.servers.leave(None)
    assert simulation.servers.find(None).name == SEED.name
    with pytest.raises(ControlError, match="the bot is not in Age of Warfare"):
        simulation.people_in(None)
    with pytest.raises(ControlError, match="the bot is not in Age of Warfare"):
        simulation.servers.leave(SEED.name)
    simulation.servers.invite(SEED.name, "Vulkan", [], {})
    assert simulation.people_in(None) is simulation.people
