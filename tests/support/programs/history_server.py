"""The exporter's `GET /history.json`, as its contract has it, over what a test says happened."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

_STEPS = {"24h": 300, "7d": 1800}
_LENGTHS = {"24h": 86_400, "7d": 604_800}


@dataclass(frozen=True)
class Subject:
    """What was observed of one subject in one window. Its seconds need not fit its steps."""

    status: list[str | None]
    ok: float = 0.0
    degraded: float = 0.0
    failing: float = 0.0
    latency: list[float | None] = field(default_factory=list)


@dataclass
class HistoryServer:
    """Refuses, as the exporter does, what it does not know. `asked` are the questions, `instead` a strange answer."""

    windows: dict[str, dict[str, Subject]] = field(default_factory=lambda: {"24h": {}, "7d": {}})
    asked: list[tuple[str, list[str]]] = field(default_factory=list)
    instead: dict[str, Any] = field(default_factory=dict)

    async def get(self, request: web.Request) -> web.Response:
        window, wanted = request.query.get("window", "24h"), request.query.getall("subject", [])
        self.asked.append((window, wanted))
        if window in self.instead:
            return web.json_response(self.instead[window])
        if window not in _STEPS or set(request.query) - {"window", "subject"}:
            return web.json_response({"error": "no such window"}, status=400)
        known = self.windows[window]
        shown = {name: _told(one, window) for name, one in known.items() if not wanted or name in wanted}
        return web.json_response(
            {
                "window": window,
                "from": "2026-03-01T00:00:00+00:00",
                "to": "2026-03-02T00:00:00+00:00",
                "step_s": _STEPS[window],
                "times": [
                    1_772_323_200 + _STEPS[window] * place for place in range(_LENGTHS[window] // _STEPS[window])
                ],
                "subjects": shown,
                "incidents": [],
                "transitions": [],
            }
        )


def _told(subject: Subject, window: str) -> dict[str, Any]:
    up, seen = subject.ok + subject.degraded, subject.ok + subject.degraded + subject.failing
    return {
        "uptime": round(up / seen, 4) if seen else None,
        "observed": seen / _LENGTHS[window],
        "seconds": {"ok": subject.ok, "degraded": subject.degraded, "failing": subject.failing},
        "status": subject.status,
        "up": [None if one is None else float(one != "failing") for one in subject.status],
        "latency_avg_s": subject.latency,
        "latency_max_s": subject.latency,
    }
