"""The system's own Prometheus, over programs that a test started; nothing is downloaded."""

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import yaml

from tests.support.telemetry.promtool import installed
from tests.support.waiting import wait_until as eventually

_LISTENS = re.compile(r'msg="Listening on" address=(?P<address>\S+)')
_FLAGS = ("--web.listen-address=127.0.0.1:0", "--enable-feature=exemplar-storage", "--storage.tsdb.retention.time=1d")


@dataclass(frozen=True)
class Prometheus:
    url: str

    def api(self, path: str, **parameters: object) -> Any:
        """The `data` of `GET /api/v1/<path>`; fails the test with Prometheus' own words when it refuses."""
        asked = f"{self.url}/api/v1/{path}?{urlencode(parameters, doseq=True)}"
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  its own loopback address
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            pytest.fail(f"{path} {parameters}: {json.load(error).get('error')}")

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The series of an instant query, each with `metric` and `value`; a scalar has no labels."""
        found: dict[str, Any] = self.api("query", query=expression)
        if found["resultType"] == "scalar":
            return [{"metric": {}, "value": found["result"]}]
        series: list[dict[str, Any]] = found["result"]
        return series

    def names(self) -> set[str]:
        """Every metric there is, recorded ones included."""
        return set(self.api("label/__name__/values"))

    def exemplars(self, selector: str, *, start: float, end: float) -> list[dict[str, Any]]:
        """The exemplars of all series behind `selector`, each with `labels`, `value` and `timestamp` (Unix seconds)."""
        series = self.api("query_exemplars", query=selector, start=start, end=end)
        return [exemplar for one in series for exemplar in one["exemplars"]]

    def scrapes(self, jobs: Sequence[str]) -> bool:
        """Whether the last scrape of every one of `jobs` went well."""
        up = {one["metric"]["job"] for one in self.query("up == 1")}
        return set(jobs) <= up


def scraping(jobs: Mapping[str, str], *, every: str = "1s", rules: Sequence[Path] = ()) -> dict[str, Any]:
    """A configuration for `prometheus`: `jobs` are names of scrape jobs with the address of the program behind each."""
    return {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
        "rule_files": [str(rule) for rule in rules],
        "scrape_configs": [
            {"job_name": name, "static_configs": [{"targets": [urlsplit(url).netloc]}]} for name, url in jobs.items()
        ],
    }


@contextmanager
def prometheus(configuration: Mapping[str, Any]) -> Iterator[Prometheus]:
    """A Prometheus on a free port that keeps exemplars; `configuration` is the content of a prometheus.yml.

    Skips the test, and says why, on a machine that has none.
    """
    path = installed("prometheus")
    with TemporaryDirectory(prefix="prometheus-") as folder:
        config, log = Path(folder) / "prometheus.yml", Path(folder) / "log"
        config.write_text(yaml.safe_dump(dict(configuration)), encoding="utf-8")
        command = [path, f"--config.file={config}", f"--storage.tsdb.path={folder}/data", *_FLAGS]
        with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
            try:
                yield Prometheus(_address(process, log))
            finally:
                process.kill()  # its data go as well: nothing is lost by not asking


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where it listens, once it is ready to be asked."""

    def ready() -> str | None:
        said = log.read_text(encoding="utf-8")
        assert process.poll() is None, f"prometheus ended:\n{said}"
        listens = _LISTENS.search(said)
        return f"http://{listens['address']}" if listens and "Server is ready" in said else None

    return eventually(ready, f"prometheus is ready\n{log.read_text(encoding='utf-8')}")
