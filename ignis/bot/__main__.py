"""`python -m ignis.bot`"""

import gc

if __name__ == "__main__":
    # What is imported stays: looking through all of it for rubbish, again and again, is a tenth of the start.
    gc.disable()

    from ignis.bot.wiring import main
    from ignis.runtime.process import run

    gc.freeze()
    gc.enable()
    run("bot", main)
