"""The roles of the seeded world, from the bottom up."""

from ignis.sandbox.permission_bits import Permission, allows
from ignis.sandbox.world import SEED
from ignis.sandbox.world.roles import AWARDS, BOT_ROLE, COMPANIES, RANKS_LOW_TO_HIGH, build_roles


def test_the_bot_stands_above_all_but_two() -> None:
    by_position = sorted(SEED.roles, key=lambda role: role.position)
    assert [role.name for role in by_position[-3:]] == ["Ignis", "Primarch", "Emperor Of Mankind"]
    ranks = [role.name for role in by_position if role.name in RANKS_LOW_TO_HIGH]
    assert ranks == list(RANKS_LOW_TO_HIGH)
    assert len({role.position for role in SEED.roles}) == len(SEED.roles)


def test_the_personas_are_what_their_hints_say() -> None:
    def rights(name: str) -> int:
        bits = SEED.everyone_permissions
        for role in SEED.member(name).roles:
            bits |= SEED.role(role).permissions
        return bits

    assert [persona.name for persona in SEED.personas] == ["Vulkan", "Cassian", "Tu'Shan"]
    assert rights("Vulkan") & Permission.ADMINISTRATOR
    assert allows(rights("Vulkan"), Permission.MANAGE_GUILD)
    assert allows(rights("Cassian"), Permission.MANAGE_ROLES)
    assert not rights("Cassian") & Permission.ADMINISTRATOR
    assert rights("Tu'Shan") == SEED.everyone_permissions


def test_positions_are_the_order_of_the_table_and_ids_rise_with_it() -> None:
    roles = build_roles()
    assert [role.position for role in roles] == list(range(1, len(roles) + 1))
    assert [role.id for role in roles] == sorted(role.id for role in roles)


def test_awards_and_companies_carry_no_rights() -> None:
    assert {SEED.role(name).permissions for name in (*AWARDS, *COMPANIES)} == {0}


def test_the_bot_may_do_what_its_work_needs() -> None:
    rights = SEED.role(BOT_ROLE).permissions
    assert allows(rights, Permission.MANAGE_ROLES, Permission.MANAGE_NICKNAMES, Permission.VIEW_AUDIT_LOG)
    assert not rights & Permission.ADMINISTRATOR
