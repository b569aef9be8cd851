"""What one can do depends on what went wrong."""

from datetime import UTC, datetime

import pytest

from probes.relay.incidents.incident import Cause, Incident, IncidentKind
from probes.relay.notify.words.remedies import REMEDIES
from probes.relay.notify.words.topics import remedy_topic


@pytest.mark.parametrize(
    ("name", "said", "commands"),
    [
        ("bloxlink", "refuses BLOXLINK_API_KEY (401): copy it again", ("ignis restart bot",)),
        ("roblox", "names: refuses ROBLOX_API_KEY (403)", ("ignis restart bot",)),
        ("roblox", "names: answered 503", ("ignis logs bot",)),
        ("bloxlink", "did not answer in time", ("ignis logs bot",)),
        ("disk", "refuses BLOXLINK_API_KEY (401)", REMEDIES["check:disk"].commands),
    ],
)
def test_a_restart_is_advised_for_a_key_that_is_refused_alone(name: str, said: str, commands: tuple[str, ...]) -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    red = Incident(1, f"check:{name}", name, IncidentKind.CHECK, moment, causes=(Cause(moment, said),))
    assert REMEDIES[remedy_topic(red, REMEDIES)].commands == commands
