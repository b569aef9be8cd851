from pathlib import Path

import pytest

from ignis.runtime.config.settings import PortSettings
from probes.companions import grafana

SETTINGS = grafana.settings(Path("/h/grafana"), PortSettings(), "http://127.0.0.1:8475")


def test_it_listens_here_only_and_keeps_its_data_in_the_home() -> None:
    assert (SETTINGS["GF_SERVER_HTTP_ADDR"], SETTINGS["GF_SERVER_HTTP_PORT"]) == ("127.0.0.1", "8476")
    paths = {name: value for name, value in SETTINGS.items() if name.startswith("GF_PATHS_")}
    provisioning = Path(paths.pop("GF_PATHS_PROVISIONING"))
    assert provisioning.parts[-3:] == ("ops", "grafana", "provisioning")
    assert all(value.startswith("/h/grafana/") for value in paths.values())


def test_nobody_can_log_in_and_it_calls_nobody() -> None:
    assert SETTINGS["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert SETTINGS["GF_AUTH_DISABLE_LOGIN_FORM"] == SETTINGS["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert not any("PASSWORD" in name for name in SETTINGS)
    calls = {name: value for name, value in SETTINGS.items() if "REPORTING" in name or "UPDATES" in name}
    assert set(calls.values()) == {"false"}
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("beside", "given", "where"),
    [
        (True, "", "http://127.0.0.1:8475"),
        (False, "", "http://127.0.0.1:9090"),
        (True, "https://prometheus.example:9/x/", "https://prometheus.example:9/x"),
        (True, "nonsense", "http://127.0.0.1:8475"),
    ],
)
def test_where_it_finds_prometheus(*, beside: bool, given: str, where: str) -> None:
    assert grafana.address(PortSettings(), beside=beside, given=given) == where


def test_its_own_defaults_are_found_beside_it(tmp_path: Path) -> None:
    home = tmp_path / "grafana-12"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "defaults.ini").touch()
    (home / "bin").mkdir()
    (home / "bin" / "grafana").touch()
    link = tmp_path / "grafana"
    link.symlink_to(home / "bin" / "grafana")
    assert grafana.command(link) == [str(link), "server", "--homepath", str(home)]
    (home / "bin" / "grafana-server").touch()
    assert grafana.command(home / "bin" / "grafana-server")[1:] == ["--homepath", str(home)]
