"""Who may change whom: a role below the bot's highest is within reach, one beside it is not."""

import pytest

from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.rules.permissions import (
    MISSING_PERMISSIONS,
    Hierarchy,
    allowed,
    member_changed,
    member_removed,
    role_changed,
    role_created,
    role_given_or_taken,
)
from ignis.sandbox.world import SEED
from tests.support.servers.world_view import PowerlessView, SeedView

BOT_ROLE = SEED.role(SEED.bot.roles[0])
BLOXLINKS = SEED.role("Bloxlink")  # right below the bot's, and not to be given
BELOW = max((role for role in SEED.roles if role.position < BLOXLINKS.position), key=lambda role: role.position)
ABOVE = min((role for role in SEED.roles if role.position > BOT_ROLE.position), key=lambda role: role.position)
TUSHAN, VULKAN = SEED.member("Tu'Shan").id, SEED.member("Vulkan").id


@pytest.fixture
def standing(view: SeedView) -> Hierarchy:
    return Hierarchy(view, SEED.guild_id)


@pytest.fixture
def without_rights(powerless: PowerlessView) -> Hierarchy:
    return Hierarchy(powerless, SEED.guild_id)


def test_the_boundary_is_the_bots_own_highest_role(standing: Hierarchy) -> None:
    assert standing.highest(SEED.bot.id) == BOT_ROLE.position
    assert [standing.reaches_role(role.id) for role in (BELOW, BOT_ROLE, ABOVE)] == [True, False, False]


def test_a_member_is_reached_by_their_highest_role(standing: Hierarchy) -> None:
    assert standing.reaches_member(TUSHAN)
    assert standing.reaches_member(SEED.bot.id)
    assert not standing.reaches_member(VULKAN)
    assert not standing.reaches_member(SEED.owner.id)


def test_roles_are_given_changed_and_made_with_the_right_to(standing: Hierarchy, without_rights: Hierarchy) -> None:
    assert role_given_or_taken(standing, BELOW.id) is None
    assert role_changed(standing, BOT_ROLE.id) == MISSING_PERMISSIONS
    assert role_created(standing) is None
    assert role_created(without_rights) == MISSING_PERMISSIONS


def test_the_audit_log_needs_its_right(standing: Hierarchy, without_rights: Hierarchy) -> None:
    assert allowed(standing, Permission.VIEW_AUDIT_LOG) is None
    assert allowed(without_rights, Permission.VIEW_AUDIT_LOG) == MISSING_PERMISSIONS


def test_removing_a_member_needs_right_and_reach(standing: Hierarchy) -> None:
    assert member_removed(standing, TUSHAN, Permission.KICK_MEMBERS) == MISSING_PERMISSIONS  # never invited with it
    assert member_removed(standing, TUSHAN, Permission.MANAGE_ROLES) is None
    assert member_removed(standing, VULKAN, Permission.MANAGE_ROLES) == MISSING_PERMISSIONS


def test_one_field_out_of_reach_refuses_the_whole_change(standing: Hierarchy) -> None:
    kept = [str(SEED.role(name).id) for name in SEED.member("Vulkan").roles]
    assert member_changed(standing, TUSHAN, {"nick": "x", "roles": [str(BELOW.id)]}) is None
    assert member_changed(standing, TUSHAN, {"nick": "x", "roles": [str(ABOVE.id)]}) == MISSING_PERMISSIONS
    assert member_changed(standing, VULKAN, {"roles": kept}) is None, "roles that stay need no reach"
    assert member_changed(standing, VULKAN, {"roles": kept, "nick": "x"}) == MISSING_PERMISSIONS
    assert member_changed(standing, TUSHAN, {"communication_disabled_until": None}) == MISSING_PERMISSIONS
