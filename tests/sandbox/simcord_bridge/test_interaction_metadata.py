"""A message that answers an interaction tells where that came from: a command, a button of a message, a modal."""

from typing import Any

from simcord.backend.models import Interaction

from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import COMMANDS, MEMBER, SteppedClock, ask

COMMAND, COMPONENT, MODAL = 2, 3, 5


def begin(simulation: Simulation, kind: int, **details: Any) -> Interaction:
    record = simulation.backend.new_interaction(kind, COMMANDS, MEMBER, SEED.guild_id)
    for name, value in details.items():
        setattr(record, name, value)
    return record


def answered(simulation: Simulation, record: Interaction) -> Any:
    """The metadata of its answer."""
    path = f"/interactions/{record.id}/{record.token}/callback"
    done = ask(simulation, ApiRequest("POST", path, {"type": 4, "data": {"content": "x"}}, {"with_response": "true"}))
    return done["resource"]["message"]["interaction_metadata"]


def show_modal(simulation: Simulation, record: Interaction) -> None:
    path = f"/interactions/{record.id}/{record.token}/callback"
    row = {"type": 1, "components": [{"type": 4, "custom_id": "t", "style": 1, "label": "l"}]}
    ask(
        simulation, ApiRequest("POST", path, {"type": 9, "data": {"custom_id": "m", "title": "t", "components": [row]}})
    )


def submit(simulation: Simulation, origin: Interaction) -> Interaction:
    origin.modal_consumed = True  # as simcord notes before it makes the interaction of the modal
    return begin(simulation, MODAL, source_message_id=origin.source_message_id)


def test_a_command_and_its_follow_up(simulation: Simulation) -> None:
    record = begin(simulation, COMMAND, command_name="who", command_type=2, target_id=MEMBER, target_type=2)
    told = answered(simulation, record)
    assert (told["id"], told["type"], told["name"]) == (str(record.id), COMMAND, "who")
    assert told["authorizing_integration_owners"] == {"0": str(SEED.guild_id)}
    assert told["target_user"]["id"] == told["user"]["id"] == str(MEMBER)
    assert "target_id" not in told, "simcord's own"
    more = ask(simulation, ApiRequest("POST", f"/webhooks/{SEED.bot.id}/{record.token}", {"content": "more"}))
    assert more["interaction_metadata"]["original_response_message_id"] == str(record.message_id)


def test_the_message_of_a_context_menu(simulation: Simulation) -> None:
    record = begin(simulation, COMMAND, command_name="quote", command_type=3, target_id=7, target_type=3)
    assert answered(simulation, record)["target_message_id"] == "7"


def test_a_button(simulation: Simulation) -> None:
    record = begin(simulation, COMPONENT, source_message_id=7)
    told = answered(simulation, record)
    assert told["interacted_message_id"] == "7"
    assert "original_response_message_id" not in told


def test_a_modal_tells_what_it_came_from(simulation: Simulation, clock: SteppedClock) -> None:
    button, command = begin(simulation, COMPONENT, source_message_id=7), begin(simulation, COMMAND, command_name="ask")
    for origin in (button, command):
        show_modal(simulation, origin)
    first, second = submit(simulation, button), submit(simulation, command)
    assert answered(simulation, first)["triggering_interaction_metadata"]["interacted_message_id"] == "7"
    assert answered(simulation, second)["triggering_interaction_metadata"]["name"] == "ask"
    clock.seconds += 16 * 60
    begin(simulation, COMMAND)
    assert simulation.backend.modals.of(first) is None, "forgotten with its interaction"
