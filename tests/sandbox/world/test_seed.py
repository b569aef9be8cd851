"""The seeded world keeps what sandbox.md promises of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ignis.sandbox.world import SEED, created_at
from ignis.sandbox.world.roles import AWARDS, NO_AWARDS, RANKS_LOW_TO_HIGH
from ignis.sandbox.world.seed import build_world

HUMANS = [member for member in SEED.members if not member.bot]
LEGION = Path(__file__).parents[3].parent / "shared" / "design" / "legion.json"


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


def test_names_are_unique_and_every_role_exists() -> None:
    for names in (
        [m.display_name for m in SEED.members],
        [m.username for m in SEED.members],
        [r.name for r in SEED.roles],
    ):
        assert len(set(names)) == len(names)
    known = {role.name for role in SEED.roles}
    assert all(set(member.roles) <= known for member in (*SEED.members, SEED.bot))


def test_what_discord_and_roblox_would_allow() -> None:
    assert len(SEED.roles) < 250
    assert all(len(member.nick or "") <= 32 for member in HUMANS)
    assert all(3 <= len(user.name) <= 20 and user.name.count("_") <= 1 for user in SEED.roblox_users)
    assert all(user.name.replace("_", "").isalnum() for user in SEED.roblox_users)
    ranks = [role.rank for role in SEED.roblox_group_roles]
    assert len(set(ranks)) == len(ranks)
    assert {min(ranks), max(ranks)} == {0, 255}


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
