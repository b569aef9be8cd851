"""`clean-up`: gives back what nobody needs any more, and says how much that was."""

from collections.abc import Awaitable, Callable, Mapping

from ignis.repair.recovery import Freed, NotMended, Report

Part = Callable[[], Awaitable[Freed]]


class CleanUp:
    name = "clean-up"
    trigger = "a full disk"

    def __init__(self, parts: Mapping[str, Part]) -> None:
        """`parts` by what they give back, such as "old backups"."""
        self._parts = parts

    async def run(self) -> Report:
        """Every part has its turn, also when one fails; then the failures are raised as one."""
        freed, failures = dict[str, Freed](), list[str]()
        for what, part in self._parts.items():
            try:
                freed[what] = await part()
            except Exception as error:  # noqa: BLE001  told below; what one part cannot do must not keep the others
                failures.append(f"{what}: {error}")
        total = sum(freed.values(), Freed())
        if failures:
            raise NotMended(f"{'; '.join(failures)} (freed {total.bytes} bytes, {total.objects} objects)")
        found = ", ".join(f"{what} ({some.objects})" for what, some in freed.items() if some != Freed())
        if not found:
            return Report("nothing superfluous", freed=total)
        return Report(found, f"freed {total.bytes} bytes and {total.objects} objects", total)
