"""Before the bot asks Discord for a session, it imports nothing that only the rest of the bot needs."""

import subprocess
import sys

HEAVY = ("prometheus_client", "opentelemetry", "aiosqlite", "stamina", "resvg_py", "ignis.adapters", "ignis.services")


def test_nothing_heavy_is_imported_before_discord_is_asked_for_a_session() -> None:
    look = f"import sys, ignis.bot.start; print([name for name in {HEAVY} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
