import json
import subprocess
import sys
from datetime import datetime

from dev.servers import REPO


def test_bench_prints_floor_and_the_one_asked_for():
    command = [sys.executable, "-m", "dev.bench", "healthz"]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=120, check=True)

    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert [figure["bench"] for figure in figures] == ["floor", "healthz"]
    for figure in figures:
        assert set(figure) == {"bench", "size", "median_ms", "queries", "cores", "at"}
        assert figure["median_ms"] > 0
        assert datetime.fromisoformat(figure["at"]).tzinfo is not None
    assert [figure["queries"] for figure in figures] == [5, 0]


def test_bench_refuses_an_unknown_name():
    command = [sys.executable, "-m", "dev.bench", "nothing"]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("There is no bench «nothing». There are: ")
