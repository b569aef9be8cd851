from ignis.runtime.stack.process import run
from probes.exporter import wiring

if __name__ == "__main__":
    run("exporter", wiring)
