"""`clean-up`: gives back what nothing needs any more, and says how much that was."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ignis.domain.health.repair_facts import RepairFact, RepairFinding
from ignis.repair.recovery import Freed, NotRepaired, Report, found


class CleanUpPart(Protocol):
    @property
    def what(self) -> RepairFact:
        """What it gives back."""
        ...

    async def free(self) -> Freed: ...


class CleanUp:
    name = "clean-up"
    trigger = "a full disk"

    def __init__(self, parts: Sequence[CleanUpPart]) -> None:
        self._parts = parts

    async def run(self) -> Report:
        """Runs every part, also after one has failed. Then raises all failures as one NotRepaired."""
        freed, failures = dict[RepairFact, Freed](), list[str]()
        for part in self._parts:
            try:
                freed[part.what] = await part.free()
            except Exception as error:  # noqa: BLE001  raised below; one broken part must not stop the others
                failures.append(f"{part.what}: {error}")
        total = sum(freed.values(), Freed())
        if failures:
            raise NotRepaired(f"{'; '.join(failures)} (freed {total.bytes} bytes, {total.objects} objects)")
        superfluous = tuple(_finding(what, some) for what, some in freed.items() if some != Freed())
        if not superfluous:
            return replace(found(RepairFact.NOTHING_SUPERFLUOUS), freed=total)
        return Report(superfluous, (RepairFinding.of(RepairFact.REMOVED),), total)


def _finding(what: RepairFact, some: Freed) -> RepairFinding:
    return RepairFinding.of(what, count=some.objects)
