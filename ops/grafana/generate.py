"""`make dashboards`: writes the dashboards of ops/grafana/boards in Grafana's JSON, and the use of each metric."""

from pathlib import Path
from typing import Final

from ops.grafana.boards import bot, overview, self_repair
from ops.grafana.metric_usage import PAGE, metric_usage, with_usage

FOLDER: Final = Path(__file__).parent / "dashboards"
BOARDS: Final = (overview.BOARD, self_repair.BOARD, bot.BOARD)


def generated() -> dict[Path, str]:
    """Every file that it writes, with its text."""
    page = with_usage(PAGE.read_text(encoding="utf-8"), metric_usage(BOARDS))
    return {FOLDER / board.file: board.json() for board in BOARDS} | {PAGE: page}


def main() -> None:
    for file, text in generated().items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
