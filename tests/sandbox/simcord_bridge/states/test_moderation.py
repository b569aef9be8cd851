"""Roles and members of a server, without HTTP."""

from ignis.sandbox.simcord_bridge import Simulation
from ignis.sandbox.simcord_bridge.backend import ROLE_ID_KEPT
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import MEMBER, SteppedClock


def positions(simulation: Simulation) -> list[tuple[int, str]]:
    roles = simulation.servers.find(None).roles.values()
    return sorted((role.position, role.name) for role in roles)


def test_a_role_comes_in_at_the_bottom_or_where_it_is_wanted(simulation: Simulation) -> None:
    simulation.moderation.create_role(None, "Low", [], None, None)
    assert positions(simulation)[1] == (1, "Low")
    simulation.moderation.create_role(None, "Third", [], 3, None)
    assert positions(simulation)[3] == (3, "Third")
    simulation.moderation.edit_role(None, "Third", {}, 1, None)
    assert positions(simulation)[1] == (1, "Third")
    assert [place for place, _ in positions(simulation)] == list(range(len(SEED.roles) + 3))


def test_members_keep_the_id_of_a_deleted_role_for_a_while(simulation: Simulation, clock: SteppedClock) -> None:
    member = simulation.servers.find(None).members[MEMBER]
    role = SEED.role("Captain").id
    assert role in member.role_ids
    assert simulation.moderation.delete_role(None, "Captain", None) == {"id": str(role), "had_it": 1}
    clock.seconds = ROLE_ID_KEPT - 1
    simulation.backend.forget_deleted_roles()
    assert role in member.role_ids
    clock.seconds = ROLE_ID_KEPT
    simulation.state()  # as every request, it tidies up
    assert role not in member.role_ids


def test_an_edit_of_a_members_roles_forgets_the_id_at_once(simulation: Simulation) -> None:
    simulation.moderation.delete_role(None, "Captain", None)
    simulation.backend.forget_deleted_roles(SEED.guild_id, MEMBER)
    assert SEED.role("Captain").id not in simulation.servers.find(None).members[MEMBER].role_ids


def test_permissions_in_the_audit_log_are_text(simulation: Simulation) -> None:
    simulation.moderation.edit_role(None, "Visitor", {"permissions": ["manage_roles"]}, None, "Vulkan")
    entry = simulation.servers.find(None).audit_log_entries[-1]
    assert entry.changes == [{"key": "permissions", "old_value": "0", "new_value": str(1 << 28)}]
    assert entry.user_id == SEED.member("Vulkan").id
