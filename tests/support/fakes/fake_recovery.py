"""A recovery that reports what a test gives it, and an observer of runs."""

from dataclasses import dataclass, field

from ignis.domain.health.repair_facts import RepairFact, RepairFinding, RepairFindings
from ignis.repair.recovery import Report, found
from ignis.repair.repairs import RepairRecord

NAMES = ("clean-up", "rebuild-cache", "reconnect-gateway", "reopen-database", "resync-commands")


@dataclass
class FakeRecovery:
    """`runs` counts runs; `restored` counts calls of `restore`, which makes it a RestorableDatabase as well."""

    name: str
    trigger: str = "a test"
    report: Report | Exception = field(default_factory=lambda: found(RepairFact.NOTHING_SUPERFLUOUS))
    runs: int = 0
    restored: int = 0

    async def run(self) -> Report:
        self.runs += 1
        if isinstance(self.report, Exception):
            raise self.report
        return self.report

    async def restore(self) -> tuple[RepairFindings, RepairFindings]:
        self.restored += 1
        damaged = RepairFinding.of(RepairFact.DATABASE_DAMAGED, problem="it is empty")
        return (damaged,), (RepairFinding.of(RepairFact.REBUILT_FROM_JOURNAL, count=3),)


@dataclass
class RepairLog:
    """A RepairObserver that keeps every record."""

    records: list[RepairRecord] = field(default_factory=list)

    def recovered(self, record: RepairRecord) -> None:
        self.records.append(record)
