"""Options that several commands have, with the limits that Discord's clients enforce; the domain has the last word."""

from discord import app_commands

from ignis.domain.inputs import LEAST_AMOUNT, LONGEST_REASON, MOST_AMOUNT, SHORTEST_REASON

Amount = app_commands.Range[int, LEAST_AMOUNT, MOST_AMOUNT]
Reason = app_commands.Range[str, SHORTEST_REASON, LONGEST_REASON]

MOST_CHOICES = 25
"""How many suggestions Discord takes: https://discord.com/developers/docs/interactions/application-commands#autocomplete"""
