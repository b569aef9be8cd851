"""No body, however wrong, makes the simulation fail in another way than Discord does; and time limits by the clock."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ignis.sandbox.errors import ApiError
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import COMMANDS, MEMBER, SteppedClock, ask, edit, refusal_code, reply

PLACES = [
    ("POST", f"/channels/{COMMANDS}/messages"),
    ("PATCH", f"/guilds/{SEED.guild_id}/members/{MEMBER}"),
    ("PUT", f"/guilds/{SEED.guild_id}/members/{MEMBER}/roles/{SEED.roles[0].id}"),
    ("PUT", f"/applications/{SEED.bot.id}/guilds/{SEED.guild_id}/commands"),
    ("POST", f"/webhooks/{SEED.webhook.id}/webhook-token"),
    ("POST", f"/channels/{COMMANDS}/webhooks"),
    ("GET", f"/guilds/{SEED.guild_id}/members"),
]
KEYS = st.sampled_from(
    ["content", "embeds", "components", "flags", "type", "nick", "roles", "name", "description", "options", "choices",
     "title", "fields", "value", "custom_id", "style", "label", "attachments", "id", "allowed_mentions"]
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.integers(0, 20)
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)  # one world for all bodies
@given(place=st.sampled_from(PLACES), body=JSON)
def test_every_body_is_done_or_refused(simulation: Simulation, place: tuple[str, str], body: object) -> None:
    try:
        ask(simulation, ApiRequest(*place, body))
    except ApiError as refusal:
        assert 400 <= refusal.status < 502


@pytest.mark.parametrize(("waited", "code"), [(2.999, None), (3.0, 10062), (60.0, 10062)])
def test_an_interaction_is_acknowledged_within_three_seconds(
    simulation: Simulation, clock: SteppedClock, waited: float, code: int | None
) -> None:
    record = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    clock.seconds += waited
    assert refusal_code(lambda: reply(simulation, record)) == code


@pytest.mark.parametrize(("waited", "code"), [(899.9, None), (900.0, 50027)])
def test_an_interactions_token_lives_a_quarter_of_an_hour(
    simulation: Simulation, clock: SteppedClock, waited: float, code: int | None
) -> None:
    record = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    assert refusal_code(lambda: edit(simulation, record)) == 10015, "nothing to edit before the acknowledgement"
    reply(simulation, record)
    clock.seconds += waited
    assert refusal_code(lambda: edit(simulation, record)) == code


def test_nobody_can_be_given_everyone(simulation: Simulation) -> None:
    roles = [str(SEED.guild_id), str(SEED.roles[0].id), str(SEED.roles[0].id)]
    path = f"/guilds/{SEED.guild_id}/members/{SEED.member('Tu' + chr(39) + 'Shan').id}"
    try:
        member = ask(simulation, ApiRequest("PATCH", path, {"roles": roles}))
    except ApiError as refusal:
        pytest.fail(f"{refusal}")
    assert str(SEED.guild_id) not in member["roles"]
    assert len(member["roles"]) == len(set(member["roles"]))
