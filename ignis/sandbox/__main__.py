from ignis.runtime.stack.process import run
from ignis.sandbox.wiring import main

if __name__ == "__main__":
    run("sandbox", main)
