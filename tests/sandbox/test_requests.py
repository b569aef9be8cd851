"""No body, however wrong, makes the simulation fail in another way than Discord does; and time limits by the clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ignis.sandbox import rules
from ignis.sandbox.errors import ApiError
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation, Upload
from ignis.sandbox.world import SEED

COMMANDS = SEED.channel("servitor-terminal").id
MEMBER = SEED.member("Cassian").id
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


@dataclass
class SteppedClock:
    """Stands still until it is told to go on."""

    seconds: float = 0.0
    start: datetime = field(default_factory=lambda: datetime(2026, 11, 1, tzinfo=UTC))

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


def _simulation(clock: SteppedClock) -> Simulation:
    return Simulation(SEED, clock, Random(1), "webhook-token")


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def simulation(clock: SteppedClock) -> Simulation:
    return _simulation(clock)


def _ask(simulation: Simulation, request: ApiRequest) -> Any:
    """As RestApi does, without HTTP."""
    simulation.check_tokens(request)
    files = [rules.Upload(upload.filename, len(upload.content)) for upload in request.files]
    refusal = rules.check_request(
        request.method, request.path, request.json, files=files, reason=request.reason, view=simulation.view
    )
    if refusal is not None:
        raise ApiError(refusal.status, refusal.code, refusal.message, refusal.errors)
    return simulation.request(request)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)  # one world for all bodies
@given(place=st.sampled_from(PLACES), body=JSON)
def test_every_body_is_done_or_refused(simulation: Simulation, place: tuple[str, str], body: object) -> None:
    try:
        _ask(simulation, ApiRequest(*place, body))
    except ApiError as refusal:
        assert 400 <= refusal.status < 502


def _reply(simulation: Simulation, record: Any) -> Any:
    path = f"/interactions/{record.id}/{record.token}/callback"
    return _ask(simulation, ApiRequest("POST", path, {"type": 5, "data": {}}))


def _edit(simulation: Simulation, record: Any) -> Any:
    path = f"/webhooks/{SEED.bot.id}/{record.token}/messages/@original"
    return _ask(simulation, ApiRequest("PATCH", path, {"content": "done", "nonce": "1", "enforce_nonce": True}))


@pytest.mark.parametrize(("waited", "code"), [(2.999, None), (3.0, 10062), (60.0, 10062)])
def test_an_interaction_is_acknowledged_within_three_seconds(
    simulation: Simulation, clock: SteppedClock, waited: float, code: int | None
) -> None:
    record = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    clock.seconds += waited
    assert _code(lambda: _reply(simulation, record)) == code


@pytest.mark.parametrize(("waited", "code"), [(899.9, None), (900.0, 50027)])
def test_an_interactions_token_lives_a_quarter_of_an_hour(
    simulation: Simulation, clock: SteppedClock, waited: float, code: int | None
) -> None:
    record = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    assert _code(lambda: _edit(simulation, record)) == 10015, "nothing to edit before the acknowledgement"
    _reply(simulation, record)
    clock.seconds += waited
    assert _code(lambda: _edit(simulation, record)) == code


def test_old_interactions_are_forgotten(simulation: Simulation, clock: SteppedClock) -> None:
    old = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    clock.seconds += 1000
    new = simulation.backend.new_interaction(2, COMMANDS, MEMBER, SEED.guild_id)
    assert list(simulation.backend.interactions) == [new.id]
    assert _code(lambda: _edit(simulation, old)) == 50027


def test_a_channel_keeps_its_newest_thousand_messages(simulation: Simulation) -> None:
    path = f"/webhooks/{SEED.webhook.id}/webhook-token"
    for number in range(1002):
        _ask(simulation, ApiRequest("POST", path, {"content": str(number)}, {"wait": "true"}))
    messages = simulation.messages("legion-alerts")
    assert (len(messages), messages[0]["content"], messages[-1]["content"]) == (1000, "2", "1001")


def test_nobody_can_be_given_everyone(simulation: Simulation) -> None:
    roles = [str(SEED.guild_id), str(SEED.roles[0].id), str(SEED.roles[0].id)]
    path = f"/guilds/{SEED.guild_id}/members/{SEED.member('Tu' + chr(39) + 'Shan').id}"
    try:
        member = _ask(simulation, ApiRequest("PATCH", path, {"roles": roles}))
    except ApiError as refusal:
        pytest.fail(f"{refusal}")
    assert str(SEED.guild_id) not in member["roles"]
    assert len(member["roles"]) == len(set(member["roles"]))


def test_the_same_world_is_there_at_every_start(simulation: Simulation) -> None:
    assert simulation.state() == _simulation(SteppedClock()).state()


def test_uploads_are_kept_but_not_for_ever(simulation: Simulation) -> None:
    for number in range(105):
        files = [Upload(f"{number}.txt", b"x")]
        message = _ask(simulation, ApiRequest("POST", f"/channels/{COMMANDS}/messages", {}, {}, files))
    assert simulation.backend.cdn.get(message["attachments"][0]["url"]) == b"x"
    assert len(simulation.backend.cdn._blobs) == 100


def _code(act: Any) -> int | None:
    try:
        act()
    except ApiError as refusal:
        return refusal.code
    return None
