"""A recovery that reports what it is told to."""

from dataclasses import dataclass, field

from ignis.repair.recovery import Report

NAMES = ("clean-up", "rebuild-cache", "reconnect-gateway", "reopen-database", "resync-commands")


@dataclass
class FakeRecovery:
    name: str
    trigger: str = "a test"
    report: Report | Exception = field(default_factory=lambda: Report("nothing superfluous"))
    restored: int = 0

    async def run(self) -> Report:
        if isinstance(self.report, Exception):
            raise self.report
        return self.report

    async def restore(self) -> tuple[str, str | None]:
        self.restored += 1
        return "ignis.db: it is empty", "made it anew"
