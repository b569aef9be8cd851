"""What clients ask at their start is answered for a server that is there, and refused for others."""

import pytest

from ignis.sandbox.errors import ApiError
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import ask, refusal_code

OF_A_GUILD = ["regions", "soundboard-sounds", "preview"]


@pytest.mark.parametrize("what", OF_A_GUILD)
def test_a_server_that_is_there(simulation: Simulation, what: str) -> None:
    assert ask(simulation, ApiRequest("GET", f"/guilds/{SEED.guild_id}/{what}"))


@pytest.mark.parametrize("what", [*OF_A_GUILD, "integrations"])
def test_a_server_that_is_not(simulation: Simulation, what: str) -> None:
    request = ApiRequest("GET", f"/guilds/123456789012345678/{what}")
    assert refusal_code(lambda: ask(simulation, request)) == 10004


def test_a_preview_counts_the_members(simulation: Simulation) -> None:
    preview = ask(simulation, ApiRequest("GET", f"/guilds/{SEED.guild_id}/preview"))
    assert preview["approximate_member_count"] == len(simulation.backend.guilds[SEED.guild_id].members)


def test_integrations_are_for_those_who_manage_the_server(simulation: Simulation) -> None:
    with pytest.raises(ApiError) as refusal:
        ask(simulation, ApiRequest("GET", f"/guilds/{SEED.guild_id}/integrations"))
    assert (refusal.value.status, refusal.value.code) == (403, 50013)
