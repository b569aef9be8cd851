"""The status page: plain HTML made here, no script; the browser asks again every 5 s."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from probes.exporter.registry import Standing, worst

# Nothing from elsewhere and no script, whatever a check's detail may contain.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="5">
<title>Ignis: {status}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top }}
.ok {{ color: #1a7f4b }} .degraded {{ color: #b26a00 }} .failing {{ color: #d1242f }} .unknown {{ color: #777 }}
</style>
<h1>Ignis is <span class="{status}">{status}</span></h1>
<table>
<tr><th>Check<th>Status<th>Detail<th>Since<th>Last run<th>Took</tr>
{rows}
</table>
<p>As of {now}. The same as JSON: <a href="/health">/health</a>, for Prometheus: <a href="/metrics">/metrics</a></p>
</html>
"""
_ROW = '<tr><td>{name}<td class="{status}">{status}<td>{detail}<td>{since}<td>{last_run}<td>{latency}</tr>'


def render(standings: Sequence[Standing], now: datetime) -> str:
    rows = "\n".join(_row(standing) for standing in standings)
    return _PAGE.format(status=worst(standings), rows=rows, now=_time(now))


def _row(standing: Standing) -> str:
    result = standing.result
    words = {
        "name": standing.name,
        "status": result.status,
        "detail": result.detail or result.reason,
        "since": _time(standing.since),
        "last_run": _time(standing.last_run),
        "latency": "" if result.latency_s is None else f"{result.latency_s * 1000:.0f} ms",
    }
    return _ROW.format(**{key: escape(value) for key, value in words.items()})


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "never"
