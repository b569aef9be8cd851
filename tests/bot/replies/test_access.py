"""Who may do what to whom, by Discord's order of roles and by the legion's order of ranks."""

from dataclasses import dataclass

import discord
import pytest
import pytest_asyncio
import simcord

from ignis.bot.replies.access import Access
from ignis.domain.refusals import Refusal, Refused
from tests.bot.conftest import Bench

ROLES = ("Primarch", "Legion Officer", "Captains", "Brothers", "Aspirants")
"""The highest first. "Legion Officer" is the configured role of staff; the others stand for ranks."""


@dataclass
class Guild:
    access: Access
    members: dict[str, discord.Member]
    roles: dict[str, discord.Role]

    def refusal(self, officer: str, target: str) -> Refusal | None:
        """What `officer` is told who acts on `target`."""
        try:
            self.access.over(self.members[officer], self.members[target])
        except Refused as refused:
            return refused.code
        return None


@pytest_asyncio.fixture
async def guild(simcord_env: simcord.Env, bench: Bench) -> Guild:
    made = simcord_env.create_guild(name="Age of Warfare")
    administrator = discord.Permissions(administrator=True)
    roles = {name: made.create_role(name, permissions=administrator if name == "Primarch" else None) for name in ROLES}
    who = {
        "admin": ["Primarch"],
        "captain": ["Legion Officer", "Captains"],
        "other captain": ["Legion Officer", "Captains"],
        "clerk": ["Legion Officer"],
        "brother": ["Brothers"],
        "aspirant": ["Aspirants"],
        "nobody": [],
        "robot": [],
    }
    handles = {
        name: made.add_member(
            simcord_env.create_user(name.replace(" ", "-"), bot=name == "robot"), roles=[roles[role] for role in held]
        )
        for name, held in who.items()
    }
    await simcord_env.settle()
    seen = bench.client.get_guild(made.id)
    assert seen is not None
    members = {name: seen.get_member(handle.id) for name, handle in handles.items()}
    owner = seen.owner
    assert owner is not None
    return Guild(
        bench.access,
        {name: member for name, member in members.items() if member is not None} | {"owner": owner},
        {role.name: role for role in seen.roles},
    )


@pytest.mark.parametrize(
    ("name", "staff"),
    [("admin", True), ("owner", True), ("captain", True), ("clerk", True), ("brother", False), ("nobody", False)],
)
async def test_staff_have_the_configured_role_or_are_administrators(guild: Guild, name: str, staff: bool) -> None:  # noqa: FBT001  a table of cases
    assert guild.access.is_staff(guild.members[name]) is staff


@pytest.mark.parametrize(
    ("officer", "target", "refusal"),
    [
        ("captain", "brother", None),
        ("captain", "aspirant", None),
        ("captain", "nobody", None),
        ("captain", "captain", Refusal.OWN_RECORD),
        ("captain", "other captain", Refusal.OUTRANKED),
        ("captain", "clerk", Refusal.OUTRANKED),  # as high on Discord
        ("captain", "admin", Refusal.OUTRANKED),
        ("captain", "owner", Refusal.OUTRANKED),
        ("captain", "robot", Refusal.TARGET_IS_BOT),
        ("clerk", "aspirant", Refusal.OUTRANKED),  # no rank is above no rank
        ("clerk", "nobody", Refusal.OUTRANKED),
        ("admin", "captain", None),
        ("admin", "admin", None),
        ("admin", "robot", Refusal.TARGET_IS_BOT),
        ("owner", "admin", None),
    ],
)
async def test_officers_act_on_members_below_them_in_both_orders(
    guild: Guild, officer: str, target: str, refusal: Refusal | None
) -> None:
    assert guild.refusal(officer, target) is refusal


@pytest.mark.parametrize(
    ("officer", "rank", "role", "may"),
    [
        ("captain", "Brother", "Brothers", True),
        ("captain", "Brother", None, True),  # the server has no role for the rank: the legion's order decides
        ("captain", "Captain", "Captains", False),
        ("captain", "Captain", None, False),
        ("captain", "Brother", "Primarch", False),  # the rank is below, the role is not
        ("clerk", "Aspirant", "Aspirants", False),
        ("admin", "Primarch", "Primarch", True),
    ],
)
async def test_officers_give_ranks_below_their_own(
    guild: Guild, officer: str, rank: str, role: str | None, *, may: bool
) -> None:
    given = guild.roles[role] if role is not None else None
    assert guild.access.may_hand_out(guild.members[officer], rank, given) is may
