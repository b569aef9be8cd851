"""What a member's client offers."""

import pytest

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation, menu
from tests.sandbox.simcord_bridge.rig import SteppedClock, ask, simulation_at


@pytest.fixture
def simulation() -> Simulation:
    return simulation_at(SteppedClock())


def test_commands_for_staff_are_hidden_from_a_legionary(simulation: Simulation) -> None:
    open_, staff = {"name": "who", "description": "d"}, {"name": "Watch", "type": 2, "default_member_permissions": "8"}
    path = f"/applications/{simulation.spec.bot.id}/guilds/{simulation.spec.guild_id}/commands"
    ask(simulation, ApiRequest("PUT", path, [open_, staff]))
    all_ = menu(simulation, "Vulkan", "servitor-terminal")
    assert ([each["name"] for each in all_["commands"]], all_["hidden"]) == (["who", "Watch"], 0)
    few = menu(simulation, "Tu'Shan", "servitor-terminal")
    assert ([each["name"] for each in few["commands"]], few["hidden"]) == (["who"], 1)


def test_the_roles_are_named_from_the_highest_down(simulation: Simulation) -> None:
    roles = menu(simulation, "Vulkan", "servitor-terminal")["roles"]
    assert roles[0] == "Emperor Of Mankind"
    assert len(roles) == len(simulation.spec.roles)
    assert "@everyone" not in roles


def test_an_unknown_member_or_channel_is_one_line(simulation: Simulation) -> None:
    with pytest.raises(ControlError, match="no member called 'Nobody'"):
        menu(simulation, "Nobody", "servitor-terminal")
    with pytest.raises(ControlError, match="no channel called 'nowhere'"):
        menu(simulation, "Vulkan", "nowhere")
