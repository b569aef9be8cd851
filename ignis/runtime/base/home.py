"""Where a stack keeps its state: `var/`, `$IGNIS_HOME`, or what `--home` says."""

from pathlib import Path
from typing import NamedTuple

_FOLDERS = ("run", "log", "restarts", "backups", "journal", "role_map")


class Home(NamedTuple):
    """A named tuple and no dataclass, because the restart gate imports it at every start."""

    root: Path

    def create(self) -> None:
        """Makes the folders, for their owner alone (0700)."""
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
        """Exists when the program's last run ended as asked; the restart gate consumes it."""
        return self.restarts / f"{program}.clean"

    def proof_mark(self, program: str) -> Path:
        """Exists when the program's last run proved healthy for long enough; the restart gate consumes it."""
        return self.restarts / f"{program}.proven"

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

    def circuits_file(self, program: str) -> Path:
        return self.root / "circuits" / f"{program}.json"

    def companion(self, program: str) -> Path:
        """Where a program of others, such as Prometheus, keeps its data."""
        return self.root / program

    @property
    def endpoints_file(self) -> Path:
        return self.run / "endpoints.json"

    @property
    def control_token_file(self) -> Path:
        return self.run / "control.token"

    @property
    def sandbox_file(self) -> Path:
        return self.run / "sandbox.json"

    @property
    def supervisor_socket(self) -> Path:
        return self.run / "supervisor.sock"
