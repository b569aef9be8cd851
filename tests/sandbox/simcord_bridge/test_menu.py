"""What a member's client offers."""

import pytest

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation, menu
from tests.sandbox.simcord_bridge.rig import SteppedClock, ask, simulation_at


@pytest.fixture
def simulation() -> Simulation:
    return simulation_at(SteppedClock())


def test_what_is_hidden_is_counted_by_subcommand_and_by_whom_it_is_for(simulation: Simulation) -> None:
    open_, manage_roles = {"name": "who", "description": "d"}, str(1 << 28)
    config = {
        "name": "config",
        "description": "d",
        "default_member_permissions": "8",
        "options": [
            {"type": 1, "name": "check", "description": "d"},
            {
                "type": 2,
                "name": "role",
                "description": "d",
                "options": [{"type": 1, "name": name, "description": "d"} for name in ("add", "list")],
            },
        ],
    }
    watch = {"name": "Watch", "type": 2, "default_member_permissions": manage_roles}
    nobodys = {"name": "repair", "description": "d", "default_member_permissions": "0"}
    path = f"/applications/{simulation.spec.bot.id}/guilds/{simulation.spec.guild_id}/commands"
    ask(simulation, ApiRequest("PUT", path, [open_, config, watch, nobodys]))
    all_ = menu(simulation, "Vulkan", "servitor-terminal")
    assert ([each["name"] for each in all_["commands"]], all_["hidden"]) == (
        ["config", "repair", "who", "Watch"],
        {"administrators": 0, "staff": 0, "others": 0},
    )
    officer = menu(simulation, "Cassian", "servitor-terminal")
    hidden = {"administrators": 4, "staff": 0, "others": 0}
    assert ([each["name"] for each in officer["commands"]], officer["hidden"]) == (["who", "Watch"], hidden)
    few = menu(simulation, "Tu'Shan", "servitor-terminal")
    assert ([each["name"] for each in few["commands"]], few["hidden"]) == (["who"], hidden | {"staff": 1})


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
