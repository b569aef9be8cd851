"""The commands a bot has registered, kept over a restart of the sandbox, as Discord keeps them.

A bot registers its commands once, and then only when they change. If the sandbox forgot them, the bot would have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter, ValidationError

from ignis.runtime.base.files import write_atomic
from ignis.runtime.base.home import Home

_NEEDED = {"id", "name", "type"}


def _whole(command: dict[str, Any]) -> dict[str, Any]:
    if missing := _NEEDED - command.keys():
        raise ValueError(f"a command without {', '.join(sorted(missing))}")
    return command


# by guild id, "" for those that are everywhere
Commands = dict[str, list[Annotated[dict[str, Any], AfterValidator(_whole)]]]
_COMMANDS = TypeAdapter(Commands)


@dataclass(frozen=True)
class KeptCommands:
    home: Home

    def read(self) -> Commands:
        """Return no commands if nothing readable was kept: the bot then registers them again."""
        try:
            return _COMMANDS.validate_json((self.home.run / "sandbox-commands.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return {}

    def keep(self, commands: Mapping[str, list[dict[str, Any]]]) -> None:
        write_atomic(self.home.run / "sandbox-commands.json", _COMMANDS.dump_json(dict(commands)).decode() + "\n")
