from ignis.runtime.stack.process import run
from ignis.sandbox import wiring

if __name__ == "__main__":
    run("sandbox", wiring)
