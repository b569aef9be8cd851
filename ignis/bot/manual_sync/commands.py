"""What the commands `/sync` and `/why` work with."""

from dataclasses import dataclass

from ignis.bot.manual_sync.sync_all import SyncAll
from ignis.bot.manual_sync.sync_panel import SyncPanel
from ignis.bot.manual_sync.why_panel import WhyPanel


@dataclass(frozen=True)
class SyncCommands:
    """`everybody` works while its `run` runs, and once it knows the server (`arrive`)."""

    member: SyncPanel
    everybody: SyncAll
    why: WhyPanel
