"""A store for a process that runs for days: ids from the time, random tokens, and nothing kept for ever."""

from random import Random

from ignis.sandbox.simcord_bridge import ApiRequest, Simulation, Upload
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.world import SEED, created_at
from tests.sandbox.simcord_bridge.rig import COMMANDS, MEMBER, SteppedClock, ask, edit, refusal_code


def test_an_id_tells_when_it_was_made_and_is_never_given_twice(clock: SteppedClock) -> None:
    backend = SandboxBackend(clock, Random(1))
    first, second = backend.snowflake(), backend.snowflake()
    assert (created_at(first), second) == (clock.now(), first + 1)
    clock.seconds += 60
    assert created_at(backend.snowflake()) == clock.now()


def test_tokens_are_as_long_as_discords_and_come_from_the_given_dice(clock: SteppedClock) -> None:
    tokens = [
        SandboxBackend(clock, Random(seed)).new_interaction(2, COMMANDS, MEMBER, None).token for seed in (1, 1, 2)
    ]
    assert tokens[0] == tokens[1] != tokens[2]
    assert len(tokens[0]) == 68


def test_old_interactions_are_forgotten(simulation: Simulation, clock: SteppedClock) -> None:
    old = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    clock.seconds += 1000
    new = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    assert list(simulation.backend.interactions) == [new.id]
    assert refusal_code(lambda: edit(simulation, old)) == 50027


def test_a_channel_keeps_its_newest_thousand_messages(simulation: Simulation) -> None:
    path = f"/webhooks/{SEED.webhook.id}/webhook-token"
    for number in range(1002):
        ask(simulation, ApiRequest("POST", path, {"content": str(number)}, {"wait": "true"}))
    messages = simulation.messages("legion-alerts")
    assert (len(messages), messages[0]["content"], messages[-1]["content"]) == (1000, "2", "1001")


def test_uploads_are_kept_but_not_for_ever(simulation: Simulation) -> None:
    for number in range(105):
        files = [Upload(f"{number}.txt", b"x")]
        message = ask(simulation, ApiRequest("POST", f"/channels/{COMMANDS}/messages", {}, {}, files))
    assert simulation.backend.cdn.get(message["attachments"][0]["url"]) == b"x"
    assert len(simulation.backend.cdn._blobs) == 100
