"""The checks that run: a new one is a file in `probes/checks/` and a line here."""

from probes.checks.base import Check
from probes.checks.bloxlink import Bloxlink
from probes.checks.bot_liveness import BotLiveness
from probes.checks.cache import Cache
from probes.checks.circuits import Circuits
from probes.checks.clock import Clock
from probes.checks.commands import Commands
from probes.checks.config import Config
from probes.checks.database import Database
from probes.checks.discord_api import DiscordApi
from probes.checks.discord_gateway import DiscordGateway
from probes.checks.disk import Disk
from probes.checks.memory import Memory
from probes.checks.process_state import ProcessState
from probes.checks.restart_budget import RestartBudget
from probes.checks.roblox import Roblox


def checks() -> tuple[Check, ...]:
    """One of each. Some remember what they last found, so these belong to one scheduler."""
    return (
        BotLiveness(),
        ProcessState(),
        RestartBudget(),
        DiscordGateway(),
        DiscordApi(),
        Database(),
        Cache(),
        Commands(),
        Config(),
        Bloxlink(),
        Roblox(),
        Circuits(),
        Memory(),
        Disk(),
        Clock(),
    )
