"""The floor: what any signed-in page costs on this machine, today."""

from dev.bench import Figures, bench
from dev.bench.stage import Stage


@bench("floor")
def floor(stage: Stage) -> Figures:
    """Three rows by primary key, the visitor's account, 25 lines of template."""
    return [{"size": 25, **stage.measure_http("/bench/floor/")}]
