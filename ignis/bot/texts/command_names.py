"""How texts name a command: as Discord's mention of it, which shows and opens it in every reader's language.

In the catalogues a command stands by its English name in backticks, alone: `/config role add`. Until Discord has given
the commands their ids, and where mentions do not render, it is its name in the reader's language, in backticks.
https://discord.com/developers/docs/reference#message-formatting
"""

import re
from collections.abc import Mapping
from typing import Any, Final

COMMANDS: Final = "commands"
"""The section with the names and descriptions of commands. English has none: its names are in the code."""

_NAMED: Final = re.compile(r"`/([a-z_]+(?: [a-z_]+){0,2})`")


def names_command(text: str) -> bool:
    return _NAMED.search(text) is not None


def with_commands(text: str, catalogue: Mapping[str, Any], ids: Mapping[str, int]) -> str:
    """`text` with its commands as readers of `catalogue` see them. `ids` are those of the commands, by English name.

    >>> with_commands("See `/config role add`.", {}, {"config": 4711})
    'See </config role add:4711>.'
    >>> with_commands("Veja `/why`.", {"commands.why.name": "porque"}, {})
    'Veja `/porque`.'
    """

    def shown(found: re.Match[str]) -> str:
        path = found[1].split()
        known = ids.get(path[0])
        if known is not None:
            return f"</{found[1]}:{known}>"
        local = [
            catalogue.get(".".join((COMMANDS, *path[: depth + 1], "name")), name) for depth, name in enumerate(path)
        ]
        return f"`/{' '.join(local)}`"

    return _NAMED.sub(shown, text)
