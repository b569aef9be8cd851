"""A recovery that reports what a test gives it, and an observer of runs."""

from dataclasses import dataclass, field

from ignis.repair.recovery import Report
from ignis.repair.repairs import RepairRecord

NAMES = ("clean-up", "rebuild-cache", "reconnect-gateway", "reopen-database", "resync-commands")


@dataclass
class FakeRecovery:
    """`runs` counts runs; `restored` counts calls of `restore`, which makes it a RestorableDatabase as well."""

    name: str
    trigger: str = "a test"
    report: Report | Exception = field(default_factory=lambda: Report("nothing superfluous"))
    runs: int = 0
    restored: int = 0

    async def run(self) -> Report:
        self.runs += 1
        if isinstance(self.report, Exception):
            raise self.report
        return self.report

    async def restore(self) -> tuple[str, str | None]:
        self.restored += 1
        return "ignis.db: it is empty", "rebuilt it"


@dataclass
class RepairLog:
    """A RepairObserver that keeps every record."""

    records: list[RepairRecord] = field(default_factory=list)

    def recovered(self, record: RepairRecord) -> None:
        self.records.append(record)
