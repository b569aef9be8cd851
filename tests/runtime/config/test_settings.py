import pytest
import yaml

from ignis.runtime.config.settings import ConfigError, Settings, project_root
from ignis.runtime.config.settings_file import parse_settings

SHIPPED = project_root() / "config" / "ignis.yaml"


def test_the_shipped_file_says_exactly_the_defaults() -> None:
    shipped = parse_settings(SHIPPED.read_text(encoding="utf-8"), "ignis.yaml")
    assert shipped == Settings()


def test_the_shipped_file_names_every_key() -> None:
    written = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    assert {name: set(section) for name, section in written.items()} == {
        name: set(type(section).model_fields) for name, section in Settings()
    }


def test_an_empty_file_means_the_defaults() -> None:
    assert parse_settings("", "ignis.yaml") == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "log:\n  slow: 5\n",
            "line 2: `log.slow`: not a known key; expected one of: level",
        ),
        (
            "check: {}\n",
            "line 1: `check`: not a known key; expected one of: checks, circuits, ports, discord, bot …",
        ),
        ("ports:\n  bot: '8472'\n", "line 2: `ports.bot`: expected a whole number, found '8472'"),
        ("ports:\n  bot: 70000\n", "line 2: `ports.bot`: expected at most 65535, found 70000"),
        ("ports:\n  bot: true\n", "line 2: `ports.bot`: expected a whole number, found true"),
        (
            "ports:\n  bot: 9000\n  relay: 9000\n",
            "line 2: `ports`: every program needs a port of its own; the same one is given to bot (9000), relay (9000)",
        ),
        ("log:\n  level: loud\n", "line 2: `log.level`: expected 'debug', 'info', 'warning' or 'error', found 'loud'"),
        ("checks:\n  timeout: .inf\n", "line 2: `checks.timeout`: expected a number, found '.inf'"),
        ("checks: 5\n", "line 1: `checks`: expected keys such as `liveness_every`, found 5"),
        (
            "discord:\n  api_url: discord.com\n",
            "line 2: `discord.api_url`: expected an address with its scheme, such as https://discord.com/api/v10",
        ),
        (
            "discord:\n  api_url: 'http://'\n",
            "line 2: `discord.api_url`: expected an address with its scheme, such as https://discord.com/api/v10",
        ),
        (
            "bot:\n  staff_roles: Legion Officer\n",
            "line 2: `bot.staff_roles`: expected a list […], found 'Legion Officer'",
        ),
        (
            "bot:\n  command_channels: [7]\n",
            "line 2: `bot.command_channels[0]`: expected text, found 7; put it in quotes",
        ),
        ("- a\n- b\n", "expected keys such as `ports`, found ['a', 'b']"),
        (
            "log:\n  level: info\nlog:\n  level: debug\n",
            "line 3: the key 'log' stands twice in one place; keep one of them",
        ),
        ("ports: [1, 2\n", "line 2, column 1: not valid YAML: expected ',' or ']', but got '<stream end>'"),
        (
            "log: {level: 2026-13-45}",
            "line 1: `log.level`: expected 'debug', 'info', 'warning' or 'error', found '2026-13-45'",
        ),
        (
            "sync: {keep_rank_without_role: yes}",
            "line 1: `sync.keep_rank_without_role`: expected true or false, found 'yes'",
        ),
        ("sync:\n  quiet: 1_000", "line 2: `sync.quiet`: expected a number, found '1_000'"),
        ("sync:\n  quiet: .1\n  retry_after: 0.05", "line 3: `sync.retry_after`: expected at least 0.1, found 0.05"),
        ("sync:\n  quiet:\n", "line 2: `sync.quiet`: expected a number, found nothing"),
        ("sync: &all {quiet: 2}", "line 1: `&all` names a value for use in other places; write it out there"),
        ("log: {level: !!int abc}", "line 1: tags such as 'tag:yaml.org,2002:int' are not known here"),
        ("log: {level: !!bool x}", "line 1: tags such as 'tag:yaml.org,2002:bool' are not known here"),
        ("log: {level: !!timestamp x}", "line 1: tags such as 'tag:yaml.org,2002:timestamp' are not known here"),
        ("disk: {low_mb: 5, least_mb: 9}", "line 1: `disk`: low_mb (5) must be above least_mb (9)"),
        ("restarts: {base_delay: 5, max_delay: 1}", "line 1: `restarts`: max_delay (1) is below base_delay (5)"),
        ("memory: {soft_mb: 9, hard_mb: 9}", "line 1: `memory`: hard_mb (9) must be above soft_mb (9)"),
        (
            "relay:\n  hang_after: 5\n  language: pt-BR\n",
            "line 2: `relay`: `language` is in the section `alerts` now: move it there",
        ),
        (
            "alerts: {time_zone: Mars/Olympus}",
            "line 1: `alerts.time_zone`: expected a time zone that this machine knows, such as America/Sao_Paulo",
        ),
        (
            "alerts: {quiet_from: '23:00'}",
            "line 1: `alerts`: quiet_until is missing: quiet hours need both, quiet_from and quiet_until",
        ),
        (
            "alerts: {quiet_until: '07:00'}",
            "line 1: `alerts`: quiet_from is missing: quiet hours need both, quiet_from and quiet_until",
        ),
        (
            "alerts: {quiet_from: '07:00', quiet_until: '07:00'}",
            "line 1: `alerts`: quiet_from and quiet_until are both 07:00: quiet hours need two different times",
        ),
        *(
            (
                f"alerts: {{quiet_from: {time}, quiet_until: '07:00'}}",
                'line 1: `alerts.quiet_from`: expected a time of day from "00:00" to "23:59", in quotes',
            )
            for time in ("'25:00'", "'7:00'", "23", "' 23:00'", "'23:00:00'")
        ),
        *(
            (
                f"alerts: {{mention_role: {role}}}",
                (
                    "line 1: `alerts.mention_role`: expected the role's id, 17 to 19 digits "
                    "(docs/alerts.md#settings says where it is), or null"
                ),
            )
            for role in ("'Officers'", "123", "true", "'@Officers'", "1.5")
        ),
        ("alerts: {weekly_hour: 24}", "line 1: `alerts.weekly_hour`: expected at most 23, found 24"),
        *(
            (
                f"alerts: {{status_page_url: '{address}'}}",
                (
                    "line 1: `alerts.status_page_url`: expected an address that browsers open, such as "
                    "https://status.example.org, or null"
                ),
            )
            for address in ("status.example.org", "ftp://a.example", "https://", "https://u:p@a.example", "https://a b")
        ),
        ("[" * 5000, "line 1: is nested too deeply: expected at most 16 levels"),
        ("? [a, b]\n: 1\n", "line 1: a key must be a plain word"),
    ],
)
def test_a_mistake_is_one_line_with_file_key_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, "conf/ignis.yaml")
    assert str(caught.value) == f"conf/ignis.yaml: {message}"


def test_roles_and_channels_go_by_name_or_by_id() -> None:
    text = """
    bot:
      staff_roles: [Legion Officer, 1024000000000000001, "1024000000000000002"]
      command_channels: [1024000000000000003]
    """
    bot = parse_settings(text, "ignis.yaml").bot
    assert bot.staff_roles == ("Legion Officer", 1024000000000000001, 1024000000000000002)
    assert bot.command_channels == (1024000000000000003,)
    with pytest.raises(ConfigError, match=r"line 2: `bot.staff_roles\[0\]`: expected text, found true"):
        parse_settings("bot:\n  staff_roles: [true]\n", "ignis.yaml")


def test_a_role_to_mention_may_stand_in_quotes_because_editors_round_long_numbers() -> None:
    for written in ("799000000000000001", "'799000000000000001'"):
        assert parse_settings(f"alerts: {{mention_role: {written}}}", "ignis.yaml").alerts.mention_role == (
            799000000000000001
        )
