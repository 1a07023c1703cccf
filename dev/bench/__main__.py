"""`python -m dev.bench [NAME] [--size N]`: servers and data of its own, a JSON line per figure, nothing left behind."""

import argparse
import importlib
import json
import os
import pkgutil
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import dev.bench
from dev.bench import BENCHES
from dev.servers import ensure_servers, release_servers

NOT_BENCHES = {"__main__", "rows", "settings", "stage", "urls"}
FROM_OUTSIDE = ("DATABASE_URL", "REDIS_URL", "SMTP_HOST", "SMTP_PORT", "MAIL_SINK_DIR", "DEMO")


def main() -> None:
    for module in pkgutil.iter_modules(dev.bench.__path__):
        if module.name not in NOT_BENCHES:
            importlib.import_module(f"dev.bench.{module.name}")
    only, size = arguments()
    if only and only not in BENCHES:
        sys.exit(f"There is no bench «{only}». There are: {', '.join(sorted(BENCHES))}")
    names = ["floor", *sorted(name for name in BENCHES if name != "floor" and only in (None, name))]

    for name in FROM_OUTSIDE:  # never somebody's own data
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="postventa-bench-"))
    (data / "static").mkdir()
    os.environ |= {"POSTVENTA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dev.bench.settings", "LOG_LEVEL": "WARNING"}
    try:
        ensure_servers()  # as safe, and as slow, as those of a real installation
        from dev.bench.stage import Stage

        with Stage(data, size=size) as stage:
            for name in names:
                for figure in BENCHES[name](stage):
                    write(name, figure)
    finally:
        release_servers(data / "servers")
        shutil.rmtree(data, ignore_errors=True)


def arguments() -> tuple[str | None, int | None]:
    parser = argparse.ArgumentParser(prog="python -m dev.bench")
    parser.add_argument("name", nargs="?", help="one bench, and the floor")
    parser.add_argument("--size", type=int, help="how much there is, for those that can make more of it")
    given = parser.parse_args()
    return given.name, given.size


def write(name: str, figure: dict) -> None:
    line = {"bench": name, "size": 1, "queries": None, **figure}
    line |= {"cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()}
    print(json.dumps(line | {"at": datetime.now(UTC).isoformat(timespec="seconds")}), flush=True)


if __name__ == "__main__":
    main()
