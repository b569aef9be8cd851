"""The checks that run. A new check is a file in `probes/checks/` and a line here."""

from probes.checks.alerts import AlertsCheck
from probes.checks.background import BackgroundCheck
from probes.checks.backups import BackupsCheck
from probes.checks.base import Check
from probes.checks.bloxlink import BloxlinkCheck
from probes.checks.bot_liveness import BotLivenessCheck
from probes.checks.cache import CacheCheck
from probes.checks.circuits import CircuitsCheck
from probes.checks.clock import ClockCheck
from probes.checks.commands import CommandsCheck
from probes.checks.config import ConfigCheck
from probes.checks.database import DatabaseCheck
from probes.checks.discord_api import DiscordApiCheck
from probes.checks.discord_gateway import DiscordGatewayCheck
from probes.checks.disk import DiskCheck
from probes.checks.members import MembersCheck
from probes.checks.memory import MemoryCheck
from probes.checks.privacy import PrivacyCheck
from probes.checks.process_state import ProcessStateCheck
from probes.checks.recoveries import RecoveriesCheck
from probes.checks.restart_budget import RestartBudgetCheck
from probes.checks.roblox import RobloxCheck


def checks() -> tuple[Check, ...]:
    """One of each. Some checks remember their last result, so only one scheduler may use them."""
    return (
        BotLivenessCheck(),
        ProcessStateCheck(),
        BackgroundCheck(),
        RecoveriesCheck(),
        RestartBudgetCheck(),
        DiscordGatewayCheck(),
        MembersCheck(),
        DiscordApiCheck(),
        DatabaseCheck(),
        BackupsCheck(),
        CacheCheck(),
        CommandsCheck(),
        ConfigCheck(),
        PrivacyCheck(),
        BloxlinkCheck(),
        RobloxCheck(),
        CircuitsCheck(),
        AlertsCheck(),
        MemoryCheck(),
        DiskCheck(),
        ClockCheck(),
    )
