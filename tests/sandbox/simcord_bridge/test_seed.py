"""The seeded world, put into simcord's store."""

from random import Random

from ignis.sandbox.simcord_bridge import Simulation
from ignis.sandbox.simcord_bridge.seed import seeded
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import SteppedClock, simulation_at


def test_the_same_world_is_there_at_every_start(simulation: Simulation) -> None:
    assert simulation.state() == simulation_at(SteppedClock()).state()


def test_everything_in_the_world_is_in_the_store(clock: SteppedClock) -> None:
    backend = seeded(SEED, clock, Random(1), "webhook-token")
    guild = backend.get_guild(SEED.guild_id)
    assert {backend.channels[number].name for number in guild.channel_ids} == {one.name for one in SEED.channels}
    assert set(guild.members) == {SEED.bot.id, *(member.id for member in SEED.members)}
    assert set(guild.roles) == {SEED.guild_id, *(role.id for role in SEED.roles)}
    assert guild.owner_id == SEED.owner.id


def test_the_roles_of_bots_are_managed(clock: SteppedClock) -> None:
    guild = seeded(SEED, clock, Random(1), "webhook-token").get_guild(SEED.guild_id)
    assert [role.name for role in guild.roles.values() if role.managed] == ["Bloxlink", *SEED.bot.roles]


def test_the_webhook_has_the_token_it_was_given(clock: SteppedClock) -> None:
    backend = seeded(SEED, clock, Random(1), "webhook-token")
    assert backend.webhook_tokens == {"webhook-token": SEED.webhook.id}
    assert backend.webhooks[SEED.webhook.id].channel_id == SEED.channel(SEED.webhook.channel).id
