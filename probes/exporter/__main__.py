from ignis.runtime.stack.process import run
from probes.exporter.wiring import main

if __name__ == "__main__":
    run("exporter", main)
