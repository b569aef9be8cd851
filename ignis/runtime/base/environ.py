"""The process' environment, for those who must not import the settings: they need pydantic, 10 MiB of it."""

import os
from collections.abc import Mapping


def environment() -> Mapping[str, str]:
    """The one place that looks at the process' environment."""
    return os.environ
