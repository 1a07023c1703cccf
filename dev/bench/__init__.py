"""Speed figures: `make bench [ONLY=name] [SIZE=number]` prints one JSON line per figure.

How to add one: write a module in this folder with a function that is registered by name, is given the Stage
(`dev/bench/stage.py`), makes its own rows, measures, and returns its figures:

    from dev.bench import bench
    from dev.bench.stage import Stage

    @bench("queue")
    def queue(stage: Stage) -> list[dict]:
        make_cases(10_000)                               # the database is thrown away afterwards
        figure = stage.measure_http("/desk/")            # a signed-in manager, over HTTP, median of 200
        return [{"size": 10_000, **figure}]

Import models inside the function: the modules are read before Django is set up.

`stage.measure_http(path, requests=200)` gives `median_ms` and `queries` of a page under a real gunicorn,
`stage.measure_posts(posts)` of forms that are sent to it; `stage.size` is what SIZE= asked for, or None;
`stage.measure_call(function, repeat=50)` the same of a call in this process; `stage.measure_rate(function, count)`
gives `per_s` for something done once to `count` things. `floor` is always measured too: read a figure as a multiple of
it and the noise of the machine cancels out.
"""

from collections.abc import Callable, Iterable

Figures = Iterable[dict]
BENCHES: dict[str, Callable[..., Figures]] = {}


def bench(name: str) -> Callable[[Callable[..., Figures]], Callable[..., Figures]]:
    """Register a function under `name`, the one that ONLY= takes."""

    def register(function: Callable[..., Figures]) -> Callable[..., Figures]:
        BENCHES[name] = function
        return function

    return register
