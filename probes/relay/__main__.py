from ignis.runtime.stack.process import run
from probes.relay import wiring

if __name__ == "__main__":
    run("relay", wiring)
