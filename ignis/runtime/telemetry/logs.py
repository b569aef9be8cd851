"""One line per event: JSON for files, readable colours for a terminal. Everything passes the redactor."""

import logging
import sys
from typing import Any, TextIO

from ignis.runtime.base.block_import import blocked_import
from ignis.runtime.telemetry.redact import Redactor, masked
from ignis.runtime.telemetry.trace_context import current, span_hex, trace_hex

with blocked_import("rich"):  # 35 ms of every start, for tracebacks; ours are plain
    import structlog

Logger = structlog.stdlib.BoundLogger

# Libraries whose `info` lines are of no use to an operator.
_QUIET = ("aiohttp.access", "asyncio")

# Libraries that log at `debug` everything that passes through them: every event and request of Discord, with what
# people wrote and the tokens of their interactions, every value of every query, and every lock.
_TALKATIVE = ("discord.gateway", "discord.http", "discord.webhook", "aiosqlite", "filelock")


def set_up(program: str, level: str, redact: Redactor, stream: TextIO = sys.stderr) -> Logger:
    """Sends the lines of structlog and of the standard library's logging to `stream`. Returns the program's logger.

    Example:
        log = set_up("bot", "info", redact)
        log.info("serving", url=url)
    """
    renderer = _terminal() if stream.isatty() else structlog.processors.JSONRenderer(sort_keys=False)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _masked,
                *([] if stream.isatty() else [structlog.processors.format_exc_info]),
                _Redacted(renderer, redact),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.INFO))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logger: Logger = structlog.stdlib.get_logger(f"ignis.{program}")
    return logger


def _with_trace(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Adds the ids of the trace that the line belongs to, as W3C Trace Context writes them."""
    if (here := current.get()) is not None:
        event["trace_id"], event["span_id"] = trace_hex(here.trace_id), span_hex(here.span_id)
    return event


def _masked(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: masked(key, value) for key, value in event.items()}


def _terminal() -> structlog.dev.ConsoleRenderer:
    # never the locals of a traceback: they hold tokens
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


class _Redacted:
    """The last step before the line is written, so nothing is rendered after it."""

    def __init__(self, renderer: Any, redact: Redactor) -> None:
        self._renderer = renderer
        self._redact = redact

    def __call__(self, logger: Any, name: str, event: structlog.typing.EventDict) -> str:
        return self._redact(str(self._renderer(logger, name, event)))
