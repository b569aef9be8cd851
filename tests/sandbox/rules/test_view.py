"""The world as the rules see it: that of the tests and that of the running sandbox say the same of the seeded world."""

from random import Random

from ignis.sandbox.simcord_bridge.seed import seeded
from ignis.sandbox.simcord_bridge.view import View
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import SteppedClock
from tests.support.servers.world_view import SeedView

GUILD = SEED.guild_id
SOMEBODY_UNKNOWN = 1


def both() -> tuple[SeedView, View]:
    return SeedView(SEED), View(seeded(SEED, SteppedClock(), Random(1), "webhook-token"))


def test_they_agree_on_roles_and_members() -> None:
    fake, real = both()
    assert fake.bot_id == real.bot_id
    for guild in (GUILD, SOMEBODY_UNKNOWN):
        assert fake.owner_of(guild) == real.owner_of(guild)
    for role in (GUILD, *(role.id for role in SEED.roles), SOMEBODY_UNKNOWN):
        assert fake.role_position(GUILD, role) == real.role_position(GUILD, role)
        assert fake.is_managed(GUILD, role) == real.is_managed(GUILD, role)
    for member in (SEED.bot.id, *(member.id for member in SEED.members)):
        mine, theirs = fake.roles_of(GUILD, member), real.roles_of(GUILD, member)
        assert mine is not None
        assert theirs is not None
        assert mine - {GUILD} == theirs - {GUILD}
    assert real.roles_of(GUILD, SOMEBODY_UNKNOWN) is None


def test_they_agree_on_what_is_not_there() -> None:
    fake, real = both()
    for view in (fake, real):
        assert view.commands(GUILD) == frozenset()
        assert view.command_creates_today(GUILD) == 0
        assert view.command_kind(GUILD, SOMEBODY_UNKNOWN) is None
        assert view.message(SEED.channels[0].id, SOMEBODY_UNKNOWN) is None
        assert view.answer("token", "@original") is None
        assert view.interaction(SOMEBODY_UNKNOWN) is None
        assert not view.has_emoji(SOMEBODY_UNKNOWN)
