"""The state folder of a stack: `var/`, `var/sandbox/`, `$IGNIS_HOME`, or what `--home` says."""

from pathlib import Path
from typing import NamedTuple

_FOLDERS = ("run", "log", "restarts", "journal", "role_map")


class Home(NamedTuple):
    """The names of the files in the state folder. A named tuple, because a dataclass costs the restart gate more.

    >>> Home(Path("var")).clean_mark("bot")
    PosixPath('var/restarts/bot.clean')
    """

    root: Path

    def create(self) -> None:
        """Creates the folders, for their owner alone (0700). Raises OSError.

        Not `backups`: the first backup does that, so that one that is broken keeps no program from starting.
        """
        for folder in (self.root, *(self.root / name for name in _FOLDERS)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def restarts(self) -> Path:
        return self.root / "restarts"

    def restart_memory(self, program: str) -> Path:
        """What the restart gate remembers of the program."""
        return self.restarts / f"{program}.json"

    def clean_mark(self, program: str) -> Path:
        """Exists if the last run of the program ended because it was asked to. The restart gate removes it."""
        return self.restarts / f"{program}.clean"

    def stability_mark(self, program: str) -> Path:
        """Exists if the last run of the program was healthy for long enough. The restart gate removes it."""
        return self.restarts / f"{program}.proven"

    def hang_mark(self, program: str) -> Path:
        """The pid of the process that the exporter killed because it hung."""
        return self.restarts / f"{program}.hung"

    def heartbeat(self, program: str) -> Path:
        """When the program was last alive: see `ignis.runtime.base.life`."""
        return self.run / f"{program}.beat"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def role_map(self) -> Path:
        """Versions of the role map, and its lock."""
        return self.root / "role_map"

    @property
    def journal(self) -> Path:
        return self.root / "journal"

    @property
    def ignis_db(self) -> Path:
        return self.root / "ignis.db"

    @property
    def history_db(self) -> Path:
        return self.root / "history.db"

    @property
    def relay_db(self) -> Path:
        return self.root / "relay.db"

    @property
    def weekly_digest(self) -> Path:
        """When the relay sent its last weekly digest."""
        return self.root / "weekly_digest.json"

    def circuits_file(self, program: str) -> Path:
        return self.root / "circuits" / f"{program}.json"

    def companion(self, program: str) -> Path:
        """The data folder of a companion, such as Prometheus."""
        return self.root / program

    @property
    def endpoints_file(self) -> Path:
        return self.run / "endpoints.json"

    @property
    def control_token_file(self) -> Path:
        return self.run / "control.token"

    @property
    def alerts_token_file(self) -> Path:
        """What Prometheus and Alertmanager must show to the relay."""
        return self.run / "alerts.token"

    @property
    def sandbox_file(self) -> Path:
        return self.run / "sandbox.json"

    @property
    def sandbox_mark(self) -> Path:
        """Exists if this home has only ever been a sandbox's, so that nothing in it is of worth."""
        return self.root / "sandbox.mark"

    @property
    def supervisor_socket(self) -> Path:
        return self.run / "supervisor.sock"
