import logging

import pytest

from ignis.bot.gateway.log_filters import filtered_discord_log

LOGGER = logging.getLogger("discord.client")


def failed(message: str, caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    try:
        raise ConnectionResetError("peer went away")
    except ConnectionResetError:
        LOGGER.exception(message, 1.5)
    return caplog.records[-1]


def test_an_expected_loss_of_connection_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with filtered_discord_log():
        record = failed("Attempting a reconnect in %.2fs", caplog)
    assert record.getMessage() == "Attempting a reconnect in 1.50s: ConnectionResetError: peer went away"
    assert record.exc_info is None
    assert record.levelno == logging.WARNING


def test_a_real_error_keeps_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with filtered_discord_log():
        assert failed("Ignoring exception after %.2fs", caplog).exc_info


def test_the_library_is_left_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    with filtered_discord_log():
        LOGGER.warning("PyNaCl is not installed, voice will NOT be supported")
        assert not caplog.records
    assert failed("Attempting a reconnect in %.2fs", caplog).exc_info
