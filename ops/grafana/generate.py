"""`make dashboards`: writes the dashboards of ops/grafana/boards as Grafana reads them, and where a metric is shown."""

from pathlib import Path
from typing import Final

from ops.grafana.boards import bot, overview, self_repair
from ops.grafana.seen_in import PAGE, seen_in, told

FOLDER: Final = Path(__file__).parent / "dashboards"
BOARDS: Final = (overview.BOARD, self_repair.BOARD, bot.BOARD)


def generated() -> dict[Path, str]:
    """Every file that is written, with its text."""
    page = told(PAGE.read_text(encoding="utf-8"), seen_in(BOARDS))
    return {FOLDER / board.file: board.json() for board in BOARDS} | {PAGE: page}


def main() -> None:
    for file, text in generated().items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
