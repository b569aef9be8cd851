"""The checks that run: a new one is a file in `probes/checks/` and a line here."""

from probes.checks.base import Check
from probes.checks.bot_liveness import BotLiveness
from probes.checks.database import Database
from probes.checks.discord_gateway import DiscordGateway
from probes.checks.process_state import ProcessState
from probes.checks.restart_budget import RestartBudget

CHECKS: tuple[Check, ...] = (
    BotLiveness(),
    ProcessState(),
    RestartBudget(),
    DiscordGateway(),
    Database(),
)
