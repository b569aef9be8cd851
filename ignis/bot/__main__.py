"""`python -m ignis.bot`"""

import gc

if __name__ == "__main__":
    # What is imported stays in memory. Collecting garbage in it again and again is a tenth of the start.
    # `main` switches garbage collection on again.
    gc.disable()

    from ignis.bot import start
    from ignis.runtime.stack.process import run

    run("bot", start)
