"""Is Ignis well? Since when not, and where to look further."""

from ops.grafana.kit import looks
from ops.grafana.kit.board import Annotation, Board, Row
from ops.grafana.kit.panels import bars, lines, stat, table, timeline
from ops.grafana.kit.query import IS_CORE, RANGE, RATE, Query, check_level, per_minute, quantile, share

_CORE_LEVEL = f"max({check_level(IS_CORE)})"
_LONG_TERM = "It needs the recording rules of ops/prometheus."
_MIB = 1024 * 1024

_NOW = Row(
    "Now",
    [
        stat(
            "Ignis",
            "The worst of the checks without which nothing works: the bot lives, the gateway is connected, the "
            "database answers. Unknown: the exporter could not ask.",
            Query(_CORE_LEVEL),
            names=looks.STATUS,
        ),
        stat("Bot", "What its /readyz says.", Query("max(ignis_bot_ready)"), names=looks.READY),
        stat(
            "Red checks",
            "Health checks that are degraded or failing: docs/health-checks.md says what each asks.",
            Query('sum(ignis_check_status{status=~"degraded|failing"})'),
            steps=looks.NONE_OR_RED,
        ),
        stat(
            "Open incidents",
            "What the relay has reported to the alert channel and is not resolved yet.",
            Query("sum(ignis_incidents_open)"),
            steps=looks.NONE_OR_RED,
        ),
        stat(
            "Circuits not closed",
            "Services that are left alone because they failed: docs/circuits.md.",
            Query("sum(ignis_circuit_state > bool 0)"),
            steps=looks.NONE_IS_GOOD,
        ),
        stat(
            "Bot up for",
            "Since its process began.",
            Query('time() - max(process_start_time_seconds{job="ignis-bot"})'),
            unit="s",
            decimals=0,
        ),
        stat(
            "Well, in this range",
            "The share of the observed time in which none of the three core checks was failing. " + _LONG_TERM,
            Query(f"avg_over_time(ignis:up:bool{RANGE})", instant=True),
            unit="percentunit",
            steps=looks.UPTIME,
            decimals=2,
        ),
        stat(
            "Well, in 30 days",
            "The same of the last 30 days, whatever range is shown. " + _LONG_TERM,
            Query("ignis:up:ratio30d", instant=True),
            unit="percentunit",
            steps=looks.UPTIME,
            decimals=3,
        ),
    ],
)

_SINCE_WHEN = Row(
    "Since when not",
    [
        timeline(
            "Programs",
            "Whether supervisord says that a program runs. A gap: the exporter itself was not there to tell.",
            Query("max by (program) (ignis_program_up)", "{{program}}"),
            names=looks.UP,
            w=12,
        ),
        timeline(
            "Circuits",
            "Which service was left alone, and when. Half-open: it is being tried.",
            Query("max by (circuit) (ignis_circuit_state)", "{{circuit}}"),
            names=looks.CIRCUIT,
            w=12,
        ),
        timeline(
            "Checks",
            "Every health check. Grey: it could not ask, or nothing is configured that it could ask.",
            Query(check_level(), "{{check}}"),
            names=looks.STATUS,
            h=11,
        ),
    ],
)

_ANSWERS = Row(
    "How it answers",
    [
        bars(
            "Commands",
            "Slash commands, menus and buttons by how they ended. Refused: the reader was told why it may not be. "
            "Late: Discord had given up waiting.",
            Query(per_minute("ignis_bot_interactions_total", "outcome"), "{{outcome}}"),
            unit="cpm",
            colours=looks.OUTCOMES,
            w=8,
        ),
        lines(
            "Commands that failed",
            "Failed or late, of all. A gap: no command was used.",
            Query(
                share(
                    f'sum(rate(ignis_bot_interactions_total{{outcome=~"failed|late"}}{RATE}))',
                    f"sum(rate(ignis_bot_interactions_total{RATE}))",
                ),
                "failed",
            ),
            unit="percentunit",
            colours={"failed": looks.RED},
            steps=((None, "transparent"), (0.01, looks.ORANGE), (0.05, looks.RED)),
            w=8,
        ),
        lines(
            "Time to answer",
            "From a command's arrival to its delivered answer. Each point is one command: it leads to its trace. "
            "Discord gives up after 3 s, and Ignis asks for more time after 1.2 s.",
            Query(quantile(0.5, "ignis_bot_interaction_duration_seconds"), "p50"),
            Query(quantile(0.95, "ignis_bot_interaction_duration_seconds"), "p95", exemplars=True),
            Query(quantile(0.99, "ignis_bot_interaction_duration_seconds"), "p99"),
            unit="s",
            colours={"p50": looks.GREEN, "p95": looks.ORANGE, "p99": looks.RED},
            steps=((None, "transparent"), (1.2, looks.ORANGE), (3, looks.RED)),
            w=8,
        ),
    ],
)

_HOLDS = Row(
    "What it takes",
    [
        lines(
            "Memory",
            "What each program holds in RAM, as the relay sees it. The dashed lines are the shipped limits: an alert "
            "above the first, a restart in order above the second (docs/hangs-and-leaks.md).",
            Query("max by (program) (ignis_program_resident_bytes)", "{{program}}"),
            unit="bytes",
            steps=((None, "transparent"), (768 * _MIB, looks.ORANGE), (1536 * _MIB, looks.RED)),
            w=8,
        ),
        lines(
            "Processor",
            "Cores in use; 100 % is one.",
            Query(f'sum by (job) (rate(process_cpu_seconds_total{{job=~"ignis-.+"}}{RATE}))', "{{job}}"),
            unit="percentunit",
            w=8,
        ),
        lines(
            "Event-loop lag",
            "The longest delay of the last five seconds: how late a program starts what is due. Beyond 0.1 s people "
            "notice; at 30 s the program is restarted.",
            Query("max by (job) (ignis_event_loop_lag_seconds)", "{{job}}"),
            unit="s",
            steps=((None, "transparent"), (0.1, looks.ORANGE), (1, looks.RED)),
            w=8,
        ),
        lines(
            "Open files",
            "Of those that the system allows a program: at 100 % it can open neither file nor connection.",
            Query('process_open_fds{job=~"ignis-.+"} / process_max_fds', "{{job}}"),
            unit="percentunit",
            steps=((None, "transparent"), (0.8, looks.RED)),
            w=8,
            h=7,
        ),
        lines(
            "Address space",
            "Virtual memory: what a program has asked for, used or not. Only its growth over days says something.",
            Query('process_virtual_memory_bytes{job=~"ignis-.+"}', "{{job}}"),
            unit="bytes",
            w=8,
            h=7,
        ),
        lines(
            "History on disk",
            "The size of history.db. It is bounded: docs/history.md.",
            Query("max(ignis_history_bytes)", "history.db"),
            unit="bytes",
            w=8,
            h=7,
        ),
    ],
)

_TRUST = Row(
    "Whether these figures can be trusted",
    [
        timeline(
            "Scrapes",
            "Whether Prometheus could read a program's metrics. What is down here is unknown everywhere else.",
            Query('max by (job) (up{job=~"ignis-.+"})', "{{job}}"),
            names=looks.UP,
            w=8,
            h=6,
        ),
        lines(
            "How long a scrape takes",
            "The whole of a program's metrics, read once.",
            Query('max by (job) (scrape_duration_seconds{job=~"ignis-.+"})', "{{job}}"),
            unit="s",
            w=8,
            h=6,
        ),
        lines(
            "Series",
            "How many figures a program tells. It grows to a bound: no label holds an id.",
            Query('max by (job) (scrape_samples_post_metric_relabeling{job=~"ignis-.+"})', "{{job}}"),
            unit="short",
            w=8,
            h=6,
        ),
        table(
            "Versions",
            "What runs. Three versions at once: an update was not followed by a restart of everything.",
            Query("ignis_build_info * on (job, instance) group_left (implementation) python_info", instant=True),
            columns={"program": "Program", "version": "Ignis", "python": "Python", "implementation": "Interpreter"},
            h=6,
        ),
        stat(
            "History not written",
            "Times in this range that the exporter could not write its history.",
            Query(f"sum(increase(ignis_history_write_failures_total{RANGE}))", instant=True),
            steps=looks.NONE_OR_RED,
            decimals=0,
            w=6,
            h=6,
        ),
        stat(
            "Traces kept",
            "In the bot's memory, for the status page; none when they are sent to a collector (docs/telemetry.md).",
            Query("max(ignis_traces_kept)"),
            w=6,
            h=6,
        ),
    ],
)

BOARD = Board(
    uid="ignis-overview",
    title="Ignis / Overview",
    description="Is Ignis well? Since when not, and where to look further. See docs/grafana.md and docs/metrics.md.",
    rows=(_NOW, _SINCE_WHEN, _ANSWERS, _HOLDS, _TRUST),
    annotations=(
        Annotation(
            "Incidents", "sum(ignis_incidents_open)", looks.RED, "An incident is open", "Ignis / Self-repair says which"
        ),
        Annotation(
            "Starts",
            'process_start_time_seconds{job=~"ignis-.+"} * 1000',
            looks.BLUE,
            "{{job}} began",
            at_value=True,
        ),
    ),
)
