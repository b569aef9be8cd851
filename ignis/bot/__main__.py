"""`python -m ignis.bot`"""

from ignis.bot.wiring import main
from ignis.runtime.process import run

if __name__ == "__main__":
    run("bot", main)
