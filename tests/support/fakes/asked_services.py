"""Outside services as the adapters of accounts ask them, with a circuit and an observer that can be looked at."""

from dataclasses import dataclass, field

import aiohttp
import structlog

from ignis.adapters.linked_accounts.http_json import RequestOutcome
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.service import OutsideService, Retries
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import Circuit, CircuitConfig
from tests.support.fakes.circuit_observers import Unobserved
from tests.support.fakes.dice import FixedRoll


@dataclass
class Asked:
    """Makes services, and hears of their requests."""

    session: aiohttp.ClientSession
    outcomes: list[tuple[str, RequestOutcome]] = field(default_factory=list)

    def asked(self, service: str, outcome: RequestOutcome, seconds: float) -> None:
        assert seconds >= 0
        self.outcomes.append((service, outcome))

    @property
    def quick_policy(self) -> CircuitSettings:
        """One failure opens the circuit, and it tries again soon."""
        return CircuitSettings(failures=1, cooldown=0.1, max_cooldown=0.1)

    def service(self, name: str = "service", policy: CircuitSettings | None = None) -> OutsideService:
        log = structlog.stdlib.get_logger("test")
        config = CircuitConfig(policy or CircuitSettings(), SystemClock(), FixedRoll(), log)
        circuit = Circuit(name, config, Unobserved())
        return OutsideService(self.session, circuit, self, Retries(pause_s=0.001), clock=SystemClock())


def limiter(per_minute: int = 1000) -> RateLimiter:
    return RateLimiter("Service", per_minute, SystemClock())
