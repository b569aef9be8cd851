"""The commands of a remedy, ready to copy. Pure."""

import re
from collections.abc import Iterable
from typing import Final

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def copied(commands: Iterable[str], name: str) -> list[str]:
    """With the subject's `name` in its place. Without those that need it, if it is no name of a program.

    Example:
        >>> copied(("ignis logs {name}", "ignis status"), "bot"), copied(("ignis logs {name}",), "$(reboot)")
        (['ignis logs bot', 'ignis status'], [])
    """
    fits = _NAME.fullmatch(name) is not None
    return [one.replace("{name}", name) for one in commands if fits or "{name}" not in one]
