"""Options that several commands have, with limits for Discord's clients. The domain checks them again."""

from collections.abc import Sequence

from discord import app_commands

from ignis.domain.inputs import LEAST_AMOUNT, LONGEST_REASON, MOST_AMOUNT, SHORTEST_REASON

Amount = app_commands.Range[int, LEAST_AMOUNT, MOST_AMOUNT]
Reason = app_commands.Range[str, SHORTEST_REASON, LONGEST_REASON]

MOST_CHOICES = 25
"""How many suggestions Discord takes: https://discord.com/developers/docs/interactions/application-commands#autocomplete"""


def suggestions(names: Sequence[str], typed: str) -> list[app_commands.Choice[str]]:
    """The names that contain what was typed. Names that begin with it come first.

    >>> [choice.name for choice in suggestions(["Sea Captain", "Captain", "Brother"], "cap")]
    ['Captain', 'Sea Captain']
    """
    part = typed.strip().casefold()
    found = [name for name in names if part in name.casefold()]
    found.sort(key=lambda name: not name.casefold().startswith(part))
    return [app_commands.Choice(name=name, value=name) for name in found[:MOST_CHOICES]]
