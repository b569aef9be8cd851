"""What the exporter and the bot say about themselves, read into values: `GET /health`, `GET /state`. Pure."""

from datetime import timedelta

from ignis.runtime.stack.http_shapes import ReportedBotState, ReportedHealth

_FRESH = timedelta(seconds=30)


def health(body: bytes) -> ReportedHealth | None:
    """Return None if the exporter would never answer this."""
    return ReportedHealth.parse(body)


def bot_state(body: bytes) -> ReportedBotState | None:
    """Return None if the bot would never answer this."""
    return ReportedBotState.parse(body)


def failing_for(news: ReportedHealth, check: str = "bot_liveness") -> float | None:
    """Seconds since the check turned failing, by the exporter's own clock; None for stale news."""
    found = news.checks.get(check)
    if found is None or found.status != "failing" or found.since is None or found.last_run is None:
        return None
    return (news.time - found.since).total_seconds() if news.time - found.last_run <= _FRESH else None
