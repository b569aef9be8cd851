"""What broke, what Ignis did about it, and whether it reported it."""

from ops.grafana.kit import looks
from ops.grafana.kit.board import Annotation, Board, Row, Variable
from ops.grafana.kit.panels import bars, gauges, lines, stat, timeline
from ops.grafana.kit.query import RANGE, RATE, STEP, Query, check_level, in_range, per_minute, quantile

_PROGRAM, _CIRCUIT, _CHECK = '{program=~"$program"}', '{circuit=~"$circuit"}', '{check=~"$check"}'

_NOW = Row(
    "In this range",
    [
        stat(
            "Deaths",
            "Ends of a program that were not requested.",
            Query(in_range("ignis_program_deaths_total", where=_PROGRAM), instant=True),
            steps=looks.NONE_IS_GOOD,
            decimals=0,
        ),
        stat(
            "Restarts",
            "New processes in place of old ones, for any reason, `ignis restart` included.",
            Query(in_range("ignis_program_restarts_total", where=_PROGRAM), instant=True),
            decimals=0,
        ),
        stat(
            "Killed: hung",
            "Programs that ran but did not answer, and were killed so that they are restarted.",
            Query(in_range("ignis_program_kills_total"), instant=True),
            steps=looks.NONE_OR_RED,
            decimals=0,
        ),
        stat(
            "Renewed: memory",
            "Programs that held more than memory.hard_mb and were asked to end in order.",
            Query(in_range("ignis_program_renewals_total"), instant=True),
            steps=looks.NONE_OR_RED,
            decimals=0,
        ),
        stat(
            "Repaired",
            "Runs of recoveries that found something broken and repaired it.",
            Query(in_range("ignis_recoveries_total", where='{outcome="repaired"}'), instant=True),
            decimals=0,
        ),
        stat(
            "Recoveries that failed",
            "Each is tried again after 10 s, then 20, 40 … 300.",
            Query(in_range("ignis_recoveries_total", where='{outcome="failed"}'), instant=True),
            steps=looks.NONE_OR_RED,
            decimals=0,
        ),
        stat(
            "Open incidents",
            "Reported, and not over yet.",
            Query("sum(ignis_incidents_open)"),
            steps=looks.NONE_OR_RED,
        ),
        stat(
            "Alert webhook",
            "Switched off: Discord says that it is gone (404 or 401), so nothing can be reported.",
            Query("min(ignis_webhook_up)"),
            names=looks.TAKES,
        ),
    ],
)

_RESTARTS = Row(
    "Programs and their restarts",
    [
        timeline(
            "Running",
            "Whether supervisord says that a program runs. A gap: the exporter was not there to tell.",
            Query(f"max by (program) (ignis_program_up{_PROGRAM})", "{{program}}"),
            names=looks.UP,
            w=12,
        ),
        gauges(
            "Budget of starts",
            "How many starts a program has left at once; one comes back every six minutes as shipped. At zero it waits "
            "(docs/restarts.md).",
            Query(f"min by (program) (ignis_restart_budget_left{_PROGRAM})", "{{program}}"),
            unit="none",
            steps=((None, looks.RED), (1, looks.ORANGE), (3, looks.GREEN)),
            h=6,
        ),
        gauges(
            "Up in this range",
            "The share of the time in which a program ran.",
            Query(f"avg by (program) (avg_over_time(ignis_program_up{_PROGRAM}{RANGE}))", "{{program}}", instant=True),
            unit="percentunit",
            steps=looks.UPTIME,
            most=1,
            h=6,
        ),
        bars(
            "Restarts a minute",
            "A new process after an old one. `ignis restart` counts here and is no death.",
            Query(per_minute("ignis_program_restarts_total", "program", _PROGRAM), "{{program}}"),
            unit="cpm",
            w=8,
        ),
        bars(
            "Deaths, kills, renewals a minute",
            "Why processes ended: by themselves; killed because they hung; ended because of their memory.",
            Query(per_minute("ignis_program_deaths_total", "program", _PROGRAM), "{{program}} died"),
            Query(per_minute("ignis_program_kills_total", "program", _PROGRAM), "{{program}} was killed"),
            Query(per_minute("ignis_program_renewals_total", "program", _PROGRAM), "{{program}} was renewed"),
            unit="cpm",
            w=8,
        ),
        lines(
            "Held at the restart gate",
            "Seconds until a program that crashed too often may start; zero while it is not held. `ignis restart` ends "
            "a hold.",
            Query(f"max by (program) (ignis_restart_hold_seconds{_PROGRAM})", "{{program}}"),
            unit="s",
            steps=((None, "transparent"), (5, looks.ORANGE), (300, looks.RED)),
            w=8,
        ),
    ],
)

_CIRCUITS = Row(
    "Circuits",
    [
        timeline(
            "State",
            "Open: the service failed and is left alone. Half-open: one call is on trial (docs/circuits.md).",
            Query(f"max by (circuit) (ignis_circuit_state{_CIRCUIT})", "{{circuit}}"),
            names=looks.CIRCUIT,
            w=12,
            h=8,
        ),
        bars(
            "Changes of state a minute",
            "How often a circuit opened, was tried and closed. Many: a service that comes and goes.",
            Query(per_minute("ignis_circuit_transitions_total", "circuit, to", _CIRCUIT), "{{circuit}} → {{to}}"),
            unit="cpm",
            w=6,
        ),
        gauges(
            "Not closed in this range",
            "The share of the time in which a service was left alone.",
            Query(
                f"max by (circuit) (avg_over_time((ignis_circuit_state{_CIRCUIT} > bool 0){STEP}))",
                "{{circuit}}",
                instant=True,
            ),
            unit="percentunit",
            steps=((None, looks.GREEN), (0.001, looks.ORANGE), (0.01, looks.RED)),
            most=1,
        ),
    ],
)

_BACKGROUND = Row(
    "Background work",
    [
        bars(
            "Failures a minute",
            "A part of a program failed and was started again (docs/recoveries.md).",
            Query(per_minute("ignis_background_failures_total", "job, work"), "{{job}}: {{work}}"),
            unit="cpm",
            w=8,
        ),
        lines(
            "Failing",
            "1 from a failure until a minute of work since.",
            Query("max by (job, work) (ignis_background_failing)", "{{job}}: {{work}}"),
            unit="short",
            w=8,
        ),
        bars(
            "Members who were left out",
            "The sync failed with them and went on with the others; the bot's log names them.",
            Query(per_minute("ignis_sync_members_failed_total", ""), "members"),
            unit="cpm",
            w=8,
        ),
    ],
)

_RECOVERIES = Row(
    "Recoveries",
    [
        bars(
            "Runs a minute",
            "What the bot checked in itself, and repaired: at the health round, on a trigger, by hand. Nothing: "
            "nothing was broken (docs/recoveries.md).",
            Query(per_minute("ignis_recoveries_total", "recovery, outcome"), "{{recovery}}: {{outcome}}"),
            unit="cpm",
            w=8,
        ),
        lines(
            "How long a run takes",
            "95 of 100 are done within this. A run is given up after 60 s.",
            Query(quantile(0.95, "ignis_recovery_duration_seconds", "recovery"), "{{recovery}}"),
            unit="s",
            steps=((None, "transparent"), (60, looks.RED)),
            w=8,
        ),
        lines(
            "Given back",
            "Bytes of memory and disk that a recovery freed, since the bot began.",
            Query("max by (recovery) (ignis_recovery_freed_bytes_total)", "{{recovery}}"),
            unit="bytes",
            w=8,
        ),
    ],
)

_CHECKS = Row(
    "Health checks",
    [
        timeline(
            "Status",
            "Grey: it could not ask, or nothing is configured that it could ask (docs/health-checks.md).",
            Query(check_level('check=~"$check"'), "{{check}}"),
            names=looks.STATUS,
            w=12,
            h=11,
        ),
        bars(
            "Found wrong, a minute",
            "Runs that found something degraded or failing, by reason.",
            Query(per_minute("ignis_check_failures_total", "check, reason", _CHECK), "{{check}}: {{reason}}"),
            unit="cpm",
            h=11,
        ),
        lines(
            "How long a run takes",
            "95 of 100 runs are done within this. As shipped a run is given up after 10 s.",
            Query(quantile(0.95, "ignis_check_duration_seconds", "check", _CHECK), "{{check}}"),
            unit="s",
            h=10,
        ),
        lines(
            "Age of the last result",
            "Seconds since a check last ended. Beyond twice its pace (5 s or 300 s) it is overdue.",
            Query(f"time() - max by (check) (ignis_check_last_run_timestamp_seconds{_CHECK})", "{{check}}"),
            unit="s",
            steps=((None, "transparent"), (660, looks.RED)),
            h=10,
        ),
    ],
)

_TELLING = Row(
    "Incidents and alerts",
    [
        lines(
            "Open incidents",
            "One for each subject: a program, a check, a circuit.",
            Query("sum(ignis_incidents_open)", "open"),
            unit="none",
            colours={"open": looks.RED},
            w=8,
        ),
        bars(
            "Decisions a minute",
            "What the incident engine made of what it learnt, what the alert channel was told, and why.",
            Query(per_minute("ignis_incident_decisions_total", "action, reason"), "{{action}}: {{reason}}"),
            Query(per_minute("ignis_notice_decisions_total", "reason"), "alert channel: {{reason}}"),
            unit="cpm",
            w=8,
        ),
        bars(
            "Requests to the alert webhook, a minute",
            "By what became of them. What is not delivered waits in the outbox and is sent later.",
            Query(per_minute("ignis_alerts_total", "outcome"), "{{outcome}}"),
            unit="cpm",
            colours=looks.OUTCOMES,
            w=8,
        ),
        lines(
            "Outbox",
            "Messages that wait outlive restarts and an outage of Discord. What is not stored is sent from memory.",
            Query("sum(ignis_outbox_depth)", "waiting"),
            Query("sum(ignis_alerts_unstored)", "not stored"),
            unit="none",
            steps=((None, "transparent"), (10, looks.ORANGE)),
            h=7,
        ),
        bars(
            "Alerts taken from Prometheus, a minute",
            "Alerts that the relay received from Prometheus. Refused: it was not a valid alert, or without the token. "
            "Dropped: it fired, and is not kept apart from others.",
            Query(per_minute("ignis_alerts_received_total", "status"), "{{status}}"),
            unit="cpm",
            colours={"firing": looks.RED, "resolved": looks.GREEN, "refused": looks.ORANGE},
            h=7,
        ),
        bars(
            "Messages to further receivers, a minute",
            "To those that need no Discord, by what became of each try.",
            Query(per_minute("ignis_receiver_messages_total", "receiver, outcome"), "{{receiver}} {{outcome}}"),
            unit="cpm",
            w=8,
            h=7,
        ),
        lines(
            "Further receivers",
            "Messages that wait for them, and whether they take any: 1 means that one does not.",
            Query("sum by (receiver) (ignis_receiver_waiting)", "{{receiver}} waiting"),
            Query("max by (receiver) (ignis_receiver_failing)", "{{receiver}} failing"),
            unit="none",
            w=8,
            h=7,
        ),
        bars(
            "Dead man's switch, a minute",
            "Signs that all is well, by what became of them. Silent: not all was well, so none was given.",
            Query(per_minute("ignis_dead_mans_switch_signs_total", "outcome"), "{{outcome}}"),
            unit="cpm",
            w=8,
            h=7,
        ),
    ],
)

_EYES = Row(
    "The relay's own eyes",
    [
        lines(
            "How long a look takes",
            "One look at supervisord and all programs, made every second.",
            Query(quantile(0.5, "ignis_reconcile_duration_seconds"), "p50"),
            Query(quantile(0.95, "ignis_reconcile_duration_seconds"), "p95"),
            unit="s",
            colours={"p50": looks.GREEN, "p95": looks.ORANGE},
            w=8,
            h=7,
        ),
        bars(
            "Supervisor's events a minute",
            "Events that the relay received from supervisord.",
            Query(per_minute("ignis_supervisor_events_total", "event"), "{{event}}"),
            unit="cpm",
            w=8,
            h=7,
        ),
        bars(
            "What it could not see, a minute",
            "Sources that gave no answer to a look, and events missing in supervisord's numbering. A look makes up for "
            "a lost event within a second.",
            Query(per_minute("ignis_reconcile_failures_total", "source"), "{{source}} did not answer"),
            Query(f"60 * sum(rate(ignis_supervisor_events_lost_total{RATE}))", "events lost"),
            unit="cpm",
            w=8,
            h=7,
        ),
    ],
)

BOARD = Board(
    uid="ignis-self-repair",
    title="Ignis / Self-repair",
    description="What broke, what Ignis did about it, what it reported. See docs/grafana.md and docs/metrics.md.",
    rows=(_NOW, _RESTARTS, _CIRCUITS, _RECOVERIES, _BACKGROUND, _CHECKS, _TELLING, _EYES),
    variables=(
        Variable("program", "ignis_program_up", "Program"),
        Variable("circuit", "ignis_circuit_state", "Circuit"),
        Variable("check", "ignis_check_status", "Check"),
    ),
    annotations=(
        Annotation("Incidents", "sum(ignis_incidents_open)", looks.RED, "An incident is open"),
        Annotation(
            "Deaths", f"sum by (program) (increase(ignis_program_deaths_total{RATE}))", looks.PURPLE, "{{program}} died"
        ),
        Annotation(
            "Circuits", "max by (circuit) (ignis_circuit_state)", looks.ORANGE, "Circuit {{circuit}} is not closed"
        ),
        Annotation(
            "Red checks",
            'sum by (check) (ignis_check_status{status="failing"})',
            "dark-red",
            "Check {{check}} is failing",
        ),
    ),
)
