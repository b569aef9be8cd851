"""The world as the rules ask about it."""

from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import MEMBER, SteppedClock, ask

COMMANDS_OF_THE_GUILD = f"/applications/{SEED.bot.id}/guilds/{SEED.guild_id}/commands"
PING = {"name": "ping", "description": "Answers"}


def test_who_is_who(simulation: Simulation) -> None:
    view = simulation.view
    assert (view.bot_id, view.owner_of(SEED.guild_id)) == (SEED.bot.id, SEED.owner.id)
    roles = frozenset(SEED.role(name).id for name in SEED.member("Cassian").roles)
    assert view.roles_of(SEED.guild_id, MEMBER) == roles
    assert view.role_position(SEED.guild_id, SEED.role("Captain").id) == SEED.role("Captain").position
    assert view.permissions_of(SEED.guild_id, SEED.bot.id) & Permission.MANAGE_ROLES


def test_of_a_server_or_member_that_is_not_there_nothing_is_known(simulation: Simulation) -> None:
    view = simulation.view
    assert (view.owner_of(1), view.role_position(1, 1), view.roles_of(1, MEMBER)) == (None, None, None)
    assert (view.permissions_of(1, MEMBER), view.permissions_of(SEED.guild_id, 1)) == (0, 0)


def test_new_commands_are_counted_until_the_day_ends(simulation: Simulation, clock: SteppedClock) -> None:
    ask(simulation, ApiRequest("PUT", COMMANDS_OF_THE_GUILD, [PING]))
    ask(simulation, ApiRequest("PUT", COMMANDS_OF_THE_GUILD, [PING, PING | {"name": "pong"}]))
    assert simulation.view.commands(SEED.guild_id) == {(1, "ping"), (1, "pong")}
    assert simulation.view.command_creates_today(SEED.guild_id) == 2
    clock.seconds += 24 * 3600
    assert simulation.view.command_creates_today(SEED.guild_id) == 0
