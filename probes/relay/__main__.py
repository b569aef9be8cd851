from ignis.runtime.stack.process import run
from probes.relay.wiring import main

if __name__ == "__main__":
    run("relay", main)
