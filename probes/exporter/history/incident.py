"""What the relay says of its incidents, as far as it is remembered here. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from probes.exporter.history.limits import WORD_BYTES, cut
from probes.exporter.history.watch import milliseconds


class PastIncident(NamedTuple):
    """Moments in milliseconds since the epoch; `resolved_at` is None while it is open."""

    opened_at: int
    number: int
    subject: str
    title: str
    kind: str
    resolved_at: int | None
    deaths: int

    @property
    def key(self) -> tuple[int, int]:
        return self.opened_at, self.number

    def to_json(self) -> dict[str, Any]:
        end = self.resolved_at
        return {
            "number": self.number,
            "subject": self.subject,
            "title": self.title,
            "kind": self.kind,
            "opened_at": iso(self.opened_at),
            "resolved_at": None if end is None else iso(end),
            "duration_s": None if end is None else max(0, end - self.opened_at) / 1000,
            "deaths": self.deaths,
        }


def iso(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat()


class _Told(BaseModel):
    number: int = Field(alias="id", ge=0, lt=1 << 62)
    subject: str
    title: str
    kind: str
    opened_at: AwareDatetime
    resolved_at: AwareDatetime | None = None
    deaths: int = Field(default=0, ge=0, lt=1 << 31)


class _Answer(BaseModel):
    open: tuple[_Told, ...]
    recent: tuple[_Told, ...]


def told(body: Mapping[str, Any]) -> list[PastIncident] | None:
    """Every incident in the relay's `GET /incidents`; None for what the relay would never say."""
    try:
        answer = _Answer.model_validate(body)
    except ValidationError:
        return None
    return [_remembered(one) for one in {one.number: one for one in (*answer.recent, *answer.open)}.values()]


def news(
    known: Mapping[tuple[int, int], PastIncident], told: Iterable[PastIncident], now_ms: int
) -> list[PastIncident]:
    """What differs from `known`. One that was open and is not told of any more ended when nobody looked: now."""
    listed = {one.key: one for one in told}
    gone = [one for key, one in known.items() if one.resolved_at is None and key not in listed]
    changed = [one for key, one in listed.items() if known.get(key) != one]
    return changed + [one._replace(resolved_at=max(now_ms, one.opened_at)) for one in gone]


def _remembered(one: _Told) -> PastIncident:
    return PastIncident(
        milliseconds(one.opened_at),
        one.number,
        cut(one.subject, WORD_BYTES),
        cut(one.title),
        cut(one.kind, WORD_BYTES),
        None if one.resolved_at is None else milliseconds(one.resolved_at),
        one.deaths,
    )
