"""A machine whose clocks are turned by hand: it works, sleeps, has its calendar set, and is started again."""

from dataclasses import dataclass

from ignis.runtime.base.machine import Instant

AT = Instant(1_767_323_045.0, 1000.0, 900.0)


@dataclass
class FakeMachine:
    """A Machine."""

    boot: str = "first boot"
    at: Instant = AT

    def instant(self) -> Instant:
        return self.at

    def turn(self, seconds: float) -> Instant:
        """Time goes by."""
        wall, since_boot, awake = self.at
        self.at = Instant(wall + seconds, since_boot + seconds, awake + seconds)
        return self.at

    def sleep(self, seconds: float) -> None:
        """As `turn`, while the machine sleeps."""
        awake = self.at.awake
        self.at = self.turn(seconds)._replace(awake=awake)

    def set_calendar(self, seconds: float) -> None:
        self.at = self.at._replace(wall=self.at.wall + seconds)

    def reboot(self, off_for: float, boot: str = "second boot") -> None:
        """It is off for so long, and takes 10 s to start."""
        self.boot, self.at = boot, Instant(self.at.wall + off_for, 10.0, 10.0)
