"""The seeded world keeps what sandbox.md promises of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ignis.sandbox.permission_bits import Permission, allows
from ignis.sandbox.world import SEED, created_at
from ignis.sandbox.world.roles import AWARDS, NO_AWARDS, RANKS_LOW_TO_HIGH
from ignis.sandbox.world.seed import build_world

HUMANS = [member for member in SEED.members if not member.bot]
LEGION = Path(__file__).parents[2].parent / "shared" / "design" / "legion.json"


def test_it_is_the_same_at_every_start() -> None:
    assert build_world() == SEED


def test_these_ids_are_in_peoples_bookmarks_and_databases() -> None:
    """Points are stored by user id: an edit that shifts the ids would orphan them."""
    assert SEED.guild_id == 799691872667566080
    assert SEED.bot.id == 821435144603697152
    assert SEED.member("Cassian").id == 819946334454743170
    assert SEED.member("Bloxlink").id == 426537812993638401


def test_every_id_is_its_own_and_looks_like_discords() -> None:
    ids = [SEED.guild_id, SEED.bot.id, SEED.webhook.id, *(role.id for role in SEED.roles)]
    ids += [*(channel.id for channel in SEED.channels), *(member.id for member in SEED.members)]
    assert len(set(ids)) == len(ids)
    assert all(2015 <= created_at(number).year <= 2026 for number in ids)
    assert all(created_at(member.id) < member.joined_at for member in HUMANS)


def test_forty_people_over_all_ranks() -> None:
    assert len(HUMANS) == 40
    held = {role for member in HUMANS for role in member.roles}
    assert set(RANKS_LOW_TO_HIGH) <= held
    assert any(not set(member.roles) & set(RANKS_LOW_TO_HIGH) for member in HUMANS)


def test_names_are_unique_and_every_role_exists() -> None:
    for names in (
        [m.display_name for m in SEED.members],
        [m.username for m in SEED.members],
        [r.name for r in SEED.roles],
    ):
        assert len(set(names)) == len(names)
    known = {role.name for role in SEED.roles}
    assert all(set(member.roles) <= known for member in (*SEED.members, SEED.bot))


def test_who_is_odd() -> None:
    assert max(sum(role in AWARDS for role in member.roles) for member in HUMANS) == 50
    assert sum(member.roblox_id is None for member in HUMANS) >= 3
    assert max(len(user.name) for user in SEED.roblox_users) == 20
    assert any(user.group_role is None for user in SEED.roblox_users)
    assert set(NO_AWARDS) <= set(SEED.member("Kane Vorst").roles)


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


def test_what_discord_and_roblox_would_allow() -> None:
    assert len(SEED.roles) < 250
    assert all(len(member.nick or "") <= 32 for member in HUMANS)
    assert all(3 <= len(user.name) <= 20 and user.name.count("_") <= 1 for user in SEED.roblox_users)
    assert all(user.name.replace("_", "").isalnum() for user in SEED.roblox_users)
    ranks = [role.rank for role in SEED.roblox_group_roles]
    assert len(set(ranks)) == len(ranks)
    assert {min(ranks), max(ranks)} == {0, 255}


def test_unknown_names_are_a_key_error() -> None:
    for look in (SEED.member, SEED.role, SEED.channel):
        with pytest.raises(KeyError, match="Horus"):
            look("Horus")


@pytest.fixture(scope="module")
def legion() -> Any:
    if not LEGION.exists():
        pytest.skip("the design's legion.json is not beside this checkout; the copied facts go unchecked")
    return json.loads(LEGION.read_text(encoding="utf-8"))


@pytest.mark.design
def test_the_copied_facts_are_the_designs(legion: Any) -> None:
    assert list(RANKS_LOW_TO_HIGH) == legion["role_priority_low_to_high"]
    mapped = {role for roles in legion["role_to_rank_by_category"].values() for role in roles}
    assert set(RANKS_LOW_TO_HIGH) == mapped
    assert SEED.roblox_group_id == legion["roblox"]["main_group"]
    assert SEED.member("Bloxlink").id == legion["bloxlink_bot_user_id"]
    assert set(NO_AWARDS) == set(legion["awards"]["false_positive_examples"])
    keywords = legion["awards"]["keywords"]
    assert all(any(word in award for word in keywords) for award in AWARDS)
