"""The bot at work: commands, Discord, the database, outside services, the sync."""

from ops.grafana.kit import looks
from ops.grafana.kit.board import Annotation, Board, Row, Variable
from ops.grafana.kit.panels import bars, gauges, heatmap, lines, stat
from ops.grafana.kit.query import RANGE, RATE, Query, in_range, per_minute, quantile, share

_COMMAND, _SERVICE = '{command=~"$command"}', '{service=~"$service"}'
_ROUNDS = "ignis_sync_reconcile_duration_seconds"
_TOOK, _ASKED = "ignis_bot_interaction_duration_seconds", "ignis_discord_request_duration_seconds"
_DEADLINES = ((None, "transparent"), (1.2, looks.ORANGE), (3, looks.RED))

_COMMANDS = Row(
    "Commands",
    [
        bars(
            "By command, a minute",
            "Slash commands, menus and buttons.",
            Query(per_minute("ignis_bot_interactions_total", "command", _COMMAND), "{{command}}"),
            unit="cpm",
            w=8,
            h=9,
        ),
        bars(
            "By outcome, a minute",
            "Direct: one request. Deferred: it took more than 1.2 s and asked for more time. Refused: the answer says "
            "why the reader may not. Late: Discord had given up waiting.",
            Query(per_minute("ignis_bot_interactions_total", "outcome", _COMMAND), "{{outcome}}"),
            unit="cpm",
            colours=looks.OUTCOMES,
            w=8,
            h=9,
        ),
        gauges(
            "Most used in this range",
            "How often a command was used, and how that ended.",
            Query(
                f"topk(12, {in_range('ignis_bot_interactions_total', 'command, outcome', _COMMAND)})",
                "{{command}}: {{outcome}}",
                instant=True,
            ),
            unit="short",
            steps=looks.PLAIN,
            w=8,
            h=9,
        ),
        heatmap(
            "How long answers take",
            "From a command's arrival to its delivered answer. Each point is one command: it leads to its trace.",
            Query(f"sum by (le) (increase({_TOOK}_bucket{_COMMAND}{RATE}))", "{{le}}", exemplars=True),
            unit="s",
        ),
        lines(
            "95 of 100 answers, by command",
            "Delivered within this. The dashed lines: Ignis asks Discord for more time; Discord gives up.",
            Query(quantile(0.95, _TOOK, "command", _COMMAND), "{{command}}", exemplars=True),
            unit="s",
            steps=_DEADLINES,
            h=9,
        ),
    ],
)

_GATEWAY = Row(
    "Gateway",
    [
        stat("Bot", "What its /readyz says.", Query("max(ignis_bot_ready)"), names=looks.READY),
        stat(
            "Logins left today",
            "Identifies that Discord allows until its day is over, as it said when last asked. It resets a token after "
            "1,000 in a day.",
            Query("max(ignis_gateway_identifies_left)"),
            steps=((None, looks.RED), (100, looks.ORANGE), (500, looks.GREEN)),
        ),
        stat("Logins a day", "Identifies that Discord allows in a day.", Query("max(ignis_gateway_identifies_limit)")),
        stat(
            "Connections in this range",
            "Resumed ones miss nothing; an identify is a new session, and costs one of the day's logins.",
            Query(in_range("ignis_gateway_connects_total", "how"), "{{how}}", instant=True),
            decimals=0,
            w=6,
        ),
        lines(
            "Latency",
            "From a heartbeat to its acknowledgement. A gap: not connected.",
            Query("max(ignis_bot_gateway_latency_seconds)", "latency"),
            unit="s",
            steps=((None, "transparent"), (0.5, looks.ORANGE), (2, looks.RED)),
            w=9,
            h=8,
        ),
        bars(
            "Events a minute",
            "Events that the bot received from Discord, by name.",
            Query(per_minute("ignis_gateway_events_total", "event"), "{{event}}"),
            unit="epm",
            w=15,
        ),
        bars(
            "Connections a minute",
            "Many resumes: the network; many identifies: the logins run out.",
            Query(per_minute("ignis_gateway_connects_total", "how"), "{{how}}"),
            unit="cpm",
            colours={"resume": looks.GREEN, "identify": looks.ORANGE},
            w=9,
        ),
    ],
)

_REST = Row(
    "Discord's REST API",
    [
        bars(
            "Requests a minute, by route",
            "Every request of the bot, answers to commands included.",
            Query(per_minute("ignis_discord_requests_total", "method, route"), "{{method}} {{route}}"),
            unit="reqpm",
            h=9,
        ),
        bars(
            "Requests a minute, by status",
            "Ten thousand of 401, 403 and 429 in ten minutes get the machine's address banned.",
            Query(per_minute("ignis_discord_requests_total", "status"), "{{status}}"),
            unit="reqpm",
            w=6,
            h=9,
        ),
        bars(
            "Rate limits hit, a minute",
            "Answers of 429, by what they limit: this bot, everything it does, or what others do as well.",
            Query(per_minute("ignis_discord_rate_limited_total", "scope"), "{{scope}}"),
            unit="cpm",
            colours={"user": looks.ORANGE, "global": looks.RED, "shared": looks.BLUE, "none": "dark-red"},
            w=6,
            h=9,
        ),
        lines(
            "95 of 100 requests, by route",
            "Answered within this. Points lead to traces.",
            Query(quantile(0.95, _ASKED, "route"), "{{route}}", exemplars=True),
            unit="s",
            h=9,
        ),
        lines(
            "Waiting for rate limits",
            "How long requests were held back before they were sent, so that no limit is hit.",
            Query(quantile(0.5, "ignis_discord_rate_limit_wait_seconds"), "p50"),
            Query(quantile(0.99, "ignis_discord_rate_limit_wait_seconds"), "p99"),
            unit="s",
            colours={"p50": looks.GREEN, "p99": looks.RED},
            h=9,
        ),
    ],
)

_DATABASE = Row(
    "Database",
    [
        lines(
            "95 of 100 queries",
            "Done within this, waiting for their turn excluded.",
            Query(quantile(0.95, "ignis_database_query_duration_seconds", "query"), "{{query}}", exemplars=True),
            unit="s",
            w=8,
            h=9,
        ),
        bars(
            "Queries a minute",
            "By name, as they are called in the code.",
            Query(per_minute("ignis_database_query_duration_seconds_count", "query"), "{{query}}"),
            unit="cpm",
            w=8,
            h=9,
        ),
        bars(
            "Where its time goes",
            "Seconds spent in each query, of every second: 100 % is one connection that never rests.",
            Query(f"sum by (query) (rate(ignis_database_query_duration_seconds_sum{RATE}))", "{{query}}"),
            unit="percentunit",
            w=8,
            h=9,
        ),
    ],
)

_ACCOUNTS = Row(
    "Members' Roblox accounts",
    [
        bars(
            "Look-ups a minute",
            "Fresh: remembered. Stale: remembered, too old, and shown for want of better. Miss: had to be asked.",
            Query(per_minute("ignis_account_lookups_total", "result"), "{{result}}"),
            unit="cpm",
            colours=looks.OUTCOMES,
            w=8,
        ),
        lines(
            "Answered from memory",
            "Of all look-ups. A gap: there were none.",
            Query(
                share(
                    f'sum(rate(ignis_account_lookups_total{{result="fresh"}}{RATE}))',
                    f"sum(rate(ignis_account_lookups_total{RATE}))",
                ),
                "fresh",
            ),
            unit="percentunit",
            most=1,
            colours={"fresh": looks.GREEN},
            w=5,
        ),
        lines(
            "Age of what was served",
            "How old the remembered answers were. A linked account is believed for a day as shipped.",
            Query(quantile(0.5, "ignis_account_age_seconds"), "p50"),
            Query(quantile(0.95, "ignis_account_age_seconds"), "p95"),
            unit="s",
            colours={"p50": looks.GREEN, "p95": looks.ORANGE},
            w=5,
        ),
        stat(
            "Remembered",
            "Members whose account, or lack of one, is known.",
            Query("max(ignis_accounts_remembered)"),
            line=True,
            h=8,
        ),
        stat(
            "Bloxlink budget left",
            "Requests left of those in any 24 hours (accounts.bloxlink_per_day). At zero, what is remembered is shown. "
            "No value: Bloxlink is not asked.",
            Query("max(ignis_bloxlink_requests_left)"),
            steps=((None, looks.RED), (50, looks.ORANGE), (300, looks.GREEN)),
            line=True,
            h=8,
        ),
    ],
)

_SERVICES = Row(
    "Outside services",
    [
        bars(
            "Requests a minute, by service",
            "To Bloxlink and Roblox, by circuit.",
            Query(per_minute("ignis_source_requests_total", "service", _SERVICE), "{{service}}"),
            unit="reqpm",
            w=8,
        ),
        bars(
            "Requests a minute, by outcome",
            "Answered and not found are answers. Held: more than the service allows a minute. Spent: the day's budget.",
            Query(per_minute("ignis_source_requests_total", "service, outcome", _SERVICE), "{{service}}: {{outcome}}"),
            unit="reqpm",
            w=8,
        ),
        lines(
            "95 of 100 requests",
            "Answered, or failed, within this. Points lead to traces.",
            Query(
                quantile(0.95, "ignis_source_request_duration_seconds", "service", _SERVICE),
                "{{service}}",
                exemplars=True,
            ),
            unit="s",
            w=8,
        ),
    ],
)

_SYNC = Row(
    "Sync of roles, ranks and nicknames",
    [
        bars(
            "Changes on Discord, a minute",
            "Updates about members that the bot received: roles, nicknames, arrivals.",
            Query(per_minute("ignis_sync_updates_total", "change"), "{{change}}"),
            unit="cpm",
            w=8,
        ),
        lines(
            "Waiting",
            "Quiet: the member's roles changed within the last seconds. Write: a change is due on Discord. Retry: it "
            "failed and is tried again.",
            Query("sum by (queue) (ignis_sync_queue)", "{{queue}}"),
            unit="none",
            colours={"quiet": looks.BLUE, "write": looks.ORANGE, "retry": looks.RED},
            w=8,
        ),
        bars(
            "Writes a minute",
            "Requests that changed a member on Discord, by how they ended.",
            Query(per_minute("ignis_sync_writes_total", "outcome"), "{{outcome}}"),
            unit="wpm",
            colours=looks.OUTCOMES,
            w=8,
        ),
        bars(
            "Ranks that followed roles, a minute",
            "By who changed the roles.",
            Query(per_minute("ignis_sync_ranks_total", "cause"), "{{cause}}"),
            unit="cpm",
            w=6,
        ),
        bars(
            "Writes not tried, a minute",
            "By the reason: above the bot, no role for the rank, no known name (`/why`).",
            Query(per_minute("ignis_sync_blocked_total", "reason"), "{{reason}}"),
            unit="cpm",
            w=6,
        ),
        lines(
            "Going through everybody",
            "How long it takes to compare every member of the server, on average since the bot began: it does so "
            "after a start, a lost session, a change of the map.",
            Query(f"sum({_ROUNDS}_sum) / (sum({_ROUNDS}_count) > 0)", "mean"),
            unit="s",
            w=6,
        ),
        gauges(
            "Nicknames given up",
            "In this range, to another bot that keeps rewriting them (docs/role-sync.md).",
            Query(f"sum(increase(ignis_sync_fights_total{RANGE}))", "given up", instant=True),
            unit="none",
            steps=looks.NONE_IS_GOOD,
        ),
        bars(
            "Role changes and what became of them, a minute",
            "Seen: the gateway told of them. Followed: rank stored, nickname written. Late: after more than 30 s. "
            "Lost: given up, not followed in 10 min, or found only by reading members back.",
            Query(per_minute("ignis_sync_role_changes_total", "result"), "{{result}}"),
            unit="cpm",
            colours={"seen": looks.BLUE, "followed": looks.GREEN, "late": looks.ORANGE, "lost": looks.RED},
            w=6,
        ),
        lines(
            "Slowest role change",
            "From Discord's word to the member's rank and nickname, the slowest of the last hour.",
            Query("max(ignis_sync_role_changes_slowest_seconds)", "slowest"),
            unit="s",
            w=6,
        ),
        lines(
            "Members known",
            "By the bot, and by Discord's count. Whole: 1 while nobody is missing; until then nothing is decided from "
            "the list.",
            Query("sum(ignis_members_known)", "known"),
            Query("sum(ignis_members_counted)", "Discord's count"),
            Query("min(ignis_member_list_whole)", "whole"),
            unit="none",
            w=6,
        ),
        bars(
            "Read back, a minute",
            "A few members are asked for by REST; different: the list had them otherwise, so a change was lost.",
            Query(per_minute("ignis_members_read_back_total", "result"), "{{result}}"),
            unit="cpm",
            colours={"same": looks.GREEN, "different": looks.RED},
            w=6,
        ),
    ],
)

BOARD = Board(
    uid="ignis-bot",
    title="Ignis / Bot",
    description="Commands, Discord, the database, outside services, the sync. See docs/grafana.md and docs/metrics.md.",
    rows=(_COMMANDS, _GATEWAY, _REST, _DATABASE, _ACCOUNTS, _SERVICES, _SYNC),
    variables=(
        Variable("command", "ignis_bot_interactions_total", "Command"),
        Variable("service", "ignis_source_requests_total", "Service"),
    ),
    annotations=(
        Annotation(
            "Starts", 'process_start_time_seconds{job="ignis-bot"} * 1000', looks.BLUE, "The bot began", at_value=True
        ),
        Annotation(
            "Circuits", "max by (circuit) (ignis_circuit_state)", looks.ORANGE, "Circuit {{circuit}} is not closed"
        ),
    ),
)
