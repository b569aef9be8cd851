"""simcord copies by the sandbox's own, quicker copy, wherever it copies what passes through."""

import inspect
from typing import Any

import simcord.components
import simcord.gateway

from ignis.sandbox.simcord_bridge.json_copies import copied, copy_quickly


def test_a_copy_shares_nothing_that_can_change() -> None:
    before: dict[str, Any] = {"components": [{"type": 1, "components": [{"type": 2}]}], "flags": 0, "tags": []}
    copy = copied(before)
    copy["components"][0]["components"].append({"type": 3})
    copy["tags"].append("x")
    assert before == {"components": [{"type": 1, "components": [{"type": 2}]}], "flags": 0, "tags": []}


def test_simcord_uses_it_where_it_copied_deeply() -> None:
    copy_quickly()
    components: Any = simcord.components
    gateway: Any = simcord.gateway
    assert (components.deepcopy, gateway.copy.deepcopy) == (copied, copied)
    for copying in (components.validate_components, components.resolve_attachment_references):
        assert "= deepcopy(" in inspect.getsource(copying), "another version of simcord: see json_copies.py"
    assert "copy.deepcopy(dict(payload))" in inspect.getsource(gateway.FakeGateway.feed)
