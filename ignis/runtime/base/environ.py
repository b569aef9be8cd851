"""The environment of the process, for modules that must not import the settings: those need pydantic, 10 MiB of it."""

import os
from collections.abc import Mapping


def environment() -> Mapping[str, str]:
    """The only place that reads the environment of the process."""
    return os.environ
