"""What the exporter and the bot report about themselves, as values: `GET /health`, `GET /state`. Pure."""

from datetime import timedelta

from ignis.runtime.stack.http_shapes import ReportedBotState, ReportedHealth

_FRESH = timedelta(seconds=30)


def parse_health(body: bytes) -> ReportedHealth | None:
    """The exporter's answer as a value; None if it cannot be one of the exporter's."""
    return ReportedHealth.parse(body)


def parse_bot_state(body: bytes) -> ReportedBotState | None:
    """The bot's answer as a value; None if it cannot be one of the bot's."""
    return ReportedBotState.parse(body)


def failing_for(health: ReportedHealth, check: str = "bot_liveness") -> float | None:
    """Seconds since the check began to fail, by the exporter's clock; None if it passes, or the answer is old."""
    found = health.checks.get(check)
    if found is None or found.status != "failing" or found.since is None or found.last_run is None:
        return None
    return (health.time - found.since).total_seconds() if health.time - found.last_run <= _FRESH else None
