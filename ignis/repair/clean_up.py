"""`clean-up`: gives back what nothing needs any more, and says how much that was."""

from collections.abc import Sequence
from typing import Protocol

from ignis.repair.recovery import Freed, NotRepaired, Report


class CleanUpPart(Protocol):
    @property
    def what(self) -> str:
        """What it gives back, such as "old backups"."""
        ...

    async def free(self) -> Freed: ...


class CleanUp:
    name = "clean-up"
    trigger = "a full disk"

    def __init__(self, parts: Sequence[CleanUpPart]) -> None:
        self._parts = parts

    async def run(self) -> Report:
        """Runs every part, also after one has failed. Then raises all failures as one NotRepaired."""
        freed, failures = dict[str, Freed](), list[str]()
        for part in self._parts:
            try:
                freed[part.what] = await part.free()
            except Exception as error:  # noqa: BLE001  raised below; one broken part must not stop the others
                failures.append(f"{part.what}: {error}")
        total = sum(freed.values(), Freed())
        if failures:
            raise NotRepaired(f"{'; '.join(failures)} (freed {total.bytes} bytes, {total.objects} objects)")
        found = ", ".join(f"{what} ({some.objects})" for what, some in freed.items() if some != Freed())
        if not found:
            return Report("nothing superfluous", freed=total)
        return Report(found, f"freed {total.bytes} bytes and {total.objects} objects", total)
