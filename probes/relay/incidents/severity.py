"""How bad an incident is, by what it is about and what went wrong with it. Pure.

An alert brings its own severity. Everything else finds it in the table `RULES`, where the first row that fits counts:

- critical: members or staff cannot use Ignis, or data is in danger, or nothing will repair it by itself;
- warning: something does not work, and the rest does;
- info: good to know.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from probes.relay.incidents.incident import Incident, IncidentKind, Severity, covers


@dataclass(frozen=True)
class SeverityRule:
    """A row: incidents of subjects that `subject` covers, of any kind or of these `kinds`."""

    subject: str
    severity: Severity
    kinds: AbstractSet[IncidentKind] = frozenset()

    def fits(self, subject: str, kind: IncidentKind) -> bool:
        return covers(self.subject, subject) and (not self.kinds or kind in self.kinds)


_GIVEN_UP: Final = frozenset({IncidentKind.CONFIG, IncidentKind.CANNOT_START})

RULES: Final[tuple[SeverityRule, ...]] = (
    SeverityRule("host:*", Severity.WARNING, frozenset({IncidentKind.ASLEEP})),
    SeverityRule("host:*", Severity.CRITICAL),
    SeverityRule("stack:*", Severity.CRITICAL),
    SeverityRule("process:bot", Severity.CRITICAL),
    SeverityRule("process:exporter", Severity.CRITICAL, _GIVEN_UP),
    SeverityRule("process:relay", Severity.CRITICAL, _GIVEN_UP),
    SeverityRule("process:sandbox", Severity.INFO),
    SeverityRule("process:prometheus", Severity.INFO),
    SeverityRule("process:grafana", Severity.INFO),
    SeverityRule("check:database", Severity.CRITICAL),
    SeverityRule("check:disk", Severity.CRITICAL),
    SeverityRule("check:discord_api", Severity.CRITICAL),
    SeverityRule("check:discord_gateway", Severity.CRITICAL),
    SeverityRule("check:cache", Severity.INFO),
    SeverityRule("circuit:roblox_thumbnails", Severity.INFO),
    SeverityRule("*", Severity.WARNING),
)

_ORDER: Final = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)


def severity_of(incident: Incident) -> Severity:
    """How bad it is. An alert that does not say it is a warning.

    Example:
        >>> from datetime import UTC, datetime
        >>> severity_of(Incident(1, "check:disk", "disk", IncidentKind.CHECK, datetime(2026, 1, 2, tzinfo=UTC))).value
        'critical'
    """
    return incident.severity or _by_table(incident.subject, incident.kind)


@lru_cache(maxsize=4096)
def _by_table(subject: str, kind: IncidentKind) -> Severity:
    return next(rule.severity for rule in RULES if rule.fits(subject, kind))


def badness(severity: Severity) -> int:
    """A number that is higher for what is worse."""
    return _ORDER.index(severity)
