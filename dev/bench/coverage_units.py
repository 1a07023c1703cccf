"""What covers every unit, in one file. Target: memory that does not grow with how many there are."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dev.bench import Figures, bench
from dev.bench.rows import make_deliveries
from dev.bench.stage import Stage

SIZES = (20_000, 100_000)
REPO = Path(__file__).parents[2]


@bench("coverage_units")
def coverage_units(stage: Stage) -> Figures:
    """`size` units decided by `manage.py coverage_units` in a process of its own: units a second, its most memory."""
    from customers.models import Unit

    figures = []
    for size in SIZES:
        make_deliveries(size - Unit.objects.count(), days=1500, name=f"bench-units-{size}")
        figures.append({"size": size, **decided()})
    return figures


def decided() -> dict:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "covers.csv"
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "manage.py", "coverage_units", "--out", str(out)], cwd=REPO)
        peak = 0
        while process.poll() is None:
            peak = max(peak, most_memory(process.pid))
            time.sleep(0.05)
        seconds = time.perf_counter() - start
        if process.returncode:
            raise RuntimeError("coverage_units failed in the bench")
        with out.open(encoding="utf-8") as file:
            count = sum(1 for _ in file) - 1
    return {"per_s": round(count / seconds, 1), "peak_mb": peak}


def most_memory(pid: int) -> int:
    """The most MB that a process has held. Its own, unlike ru_maxrss, which starts from what its parent held."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) // 1024 if lines else 0
