"""Copies of JSON, in place of the deep copies that simcord makes of it.

`copy.deepcopy` remembers all that it meets, for circles that JSON cannot have: a third of what an answer cost.
"""

from types import SimpleNamespace
from typing import Any

import simcord.components
import simcord.gateway


def copied(value: Any) -> Any:
    """Nothing in it is shared that could be changed.

    >>> before = {"components": [{"type": 10}]}
    >>> copied(before)["components"][0].update(type=1)
    >>> before
    {'components': [{'type': 10}]}
    """
    if isinstance(value, dict):
        return {key: copied(each) if isinstance(each, (dict, list)) else each for key, each in value.items()}
    if isinstance(value, list):
        return [copied(each) if isinstance(each, (dict, list)) else each for each in value]
    return value


def copy_quickly() -> None:
    """From now on simcord copies messages and events so."""
    setattr(simcord.components, "deepcopy", copied)  # noqa: B010  for type checkers it is copy's, for good
    setattr(simcord.gateway, "copy", SimpleNamespace(deepcopy=copied))  # noqa: B010  likewise
