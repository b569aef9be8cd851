"""How Grafana is started: its command line, and its settings as environment variables. Pure, except that it looks for
files.

Grafana listens on 127.0.0.1, shows the provisioned dashboards to everybody who can connect to it, and connects to no
other server: no updates, no news, no plugins, no usage statistics. There is no account and no password: every visitor
is an anonymous viewer.
"""

from pathlib import Path
from urllib.parse import urlsplit

from ignis.runtime.config.settings import PortSettings, project_root
from ignis.runtime.stack.http import LOOPBACK

DEFAULT_PROMETHEUS = "http://127.0.0.1:9090"
"""Where Prometheus listens if Ignis does not run it."""

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
    """The variables for a Grafana that keeps its data in `folder` and asks Prometheus at the address `prometheus`.

    The provisioning files use the ones that begin with IGNIS_.
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
    """`grafana server`, or `grafana-server` in older versions, with the folder of its default settings."""
    server = ["server"] if program.name == "grafana" else []
    home = program.resolve().parents[1]
    place = home if (home / "conf" / "defaults.ini").exists() else Path("/usr/share/grafana")
    return [str(program), *server, *(["--homepath", str(place)] if place.exists() else [])]


def address(ports: PortSettings, *, beside: bool, given: str) -> str:
    """Where Grafana finds Prometheus: at the `given` address, else at Ignis' own port, else at Prometheus' default."""
    if urlsplit(given).hostname:
        return given.rstrip("/")
    return f"http://{LOOPBACK}:{ports.prometheus}" if beside else DEFAULT_PROMETHEUS
