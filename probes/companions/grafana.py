"""How Grafana is started: its command line and its settings, all of them as variables. Pure but for looking for files.

It listens on 127.0.0.1, shows the provisioned dashboards to whoever may look there, and calls nobody: no updates, no
news, no plugins, no usage statistics. There is no account and so no password: everybody is an anonymous viewer.
"""

from pathlib import Path
from urllib.parse import urlsplit

from ignis.runtime.config.settings import PortSettings, project_root
from ignis.runtime.stack.http import LOOPBACK

PROMETHEUS_OF_ITS_OWN = "http://127.0.0.1:9090"
"""Where Prometheus listens when it is not run by Ignis."""

_DASHBOARDS = project_root() / "ops" / "grafana" / "dashboards"
_QUIET = {
    "GF_ANALYTICS_REPORTING_ENABLED": "false",
    "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
    "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
    "GF_ANALYTICS_FEEDBACK_LINKS_ENABLED": "false",
    "GF_NEWS_NEWS_FEED_ENABLED": "false",
    "GF_PLUGINS_PLUGIN_ADMIN_ENABLED": "false",
    "GF_PLUGINS_PREINSTALL_DISABLED": "true",
    "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED": "true",
    "GF_SECURITY_DISABLE_GRAVATAR": "true",
    "GF_SNAPSHOTS_EXTERNAL_ENABLED": "false",
    "GF_UNIFIED_ALERTING_ENABLED": "false",  # the rules are Prometheus'
}
_VIEWERS = {
    "GF_AUTH_ANONYMOUS_ENABLED": "true",
    "GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer",
    "GF_AUTH_BASIC_ENABLED": "false",
    "GF_AUTH_DISABLE_LOGIN_FORM": "true",
    "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION": "true",
    "GF_USERS_ALLOW_SIGN_UP": "false",
}


def settings(folder: Path, ports: PortSettings, prometheus: str) -> dict[str, str]:
    """The variables of a Grafana that keeps its data in `folder` and asks Prometheus at the address `prometheus`.

    The provisioning files expand the IGNIS_ ones.
    """
    return {
        **_QUIET,
        **_VIEWERS,
        "GF_SERVER_HTTP_ADDR": LOOPBACK,
        "GF_SERVER_HTTP_PORT": str(ports.grafana),
        "GF_PATHS_DATA": str(folder / "data"),
        "GF_PATHS_LOGS": str(folder / "log"),
        "GF_PATHS_PLUGINS": str(folder / "plugins"),
        "GF_PATHS_PROVISIONING": str(project_root() / "ops" / "grafana" / "provisioning"),
        "GF_LOG_MODE": "console",
        "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH": str(_DASHBOARDS / "overview.json"),
        "IGNIS_PROMETHEUS_URL": prometheus,
        "IGNIS_DASHBOARDS": str(_DASHBOARDS),
        "IGNIS_STATUS_URL": f"http://{LOOPBACK}:{ports.exporter}",
    }


def command(program: Path) -> list[str]:
    """`grafana server`, or `grafana-server` as it was called before; with the folder of its own defaults."""
    server = ["server"] if program.name == "grafana" else []
    home = program.resolve().parents[1]
    place = home if (home / "conf" / "defaults.ini").exists() else Path("/usr/share/grafana")
    return [str(program), *server, *(["--homepath", str(place)] if place.exists() else [])]


def address(ports: PortSettings, *, beside: bool, given: str) -> str:
    """Where Grafana finds Prometheus: where the operator says, else `beside` it, else where it listens by itself."""
    if urlsplit(given).hostname:
        return given.rstrip("/")
    return f"http://{LOOPBACK}:{ports.prometheus}" if beside else PROMETHEUS_OF_ITS_OWN
