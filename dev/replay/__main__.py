"""`python -m dev.replay FOLDER`: a table by month, and 1 when the numbers do not add up."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dev.servers import ensure_servers, release_servers

MOST_SHOWN = 40


def main() -> int:
    if len(sys.argv) != 2:
        sys.exit("Say which folder: make replay FILES=FOLDER")
    folder = Path(sys.argv[1]).resolve()
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_HOST", "DEMO", "SMS_BACKEND"):  # never somebody's own data
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="postventa-replay-"))
    (data / "static").mkdir()
    os.environ |= {
        "POSTVENTA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "postventa.settings", "LOG_LEVEL": "ERROR",
        "LOG_FORMAT": "console",
    }  # fmt: skip
    try:
        ensure_servers(throwaway=True)
        return run(data, folder)
    finally:
        release_servers(data / "servers")
        shutil.rmtree(data, ignore_errors=True)


def run(data: Path, folder: Path) -> int:
    purchases, answers = files(folder, data)
    import django

    django.setup()
    from django.core.management import call_command

    from dev.replay.days import replay
    from dev.replay.reconcile import by_month, reconcile, totals

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    ended = replay(purchases, answers)
    for line in by_month(ended):
        print(line)
    for name, value in totals(ended).items():
        print(f"{name}: {value}")
    wrong = list(reconcile(ended))
    for line in wrong[:MOST_SHOWN]:
        print(f"WRONG: {line}")
    print(f"{len(wrong)} rows do not add up." if wrong else "Everything adds up, to the row.")
    print(f"{time.monotonic() - began:.0f} seconds")
    return bool(wrong)


def files(folder: Path, data: Path) -> tuple[Path, Path | None]:
    """The two files, as they are or as the folder's own script writes them."""
    if not (folder / "purchases.csv").exists():
        if not (folder / "to_csv.py").exists():
            sys.exit(f"{folder} has no purchases.csv, and no to_csv.py that would write it.")
        subprocess.run([sys.executable, str(folder / "to_csv.py"), str(data)], check=True)
        folder = data
    answers = folder / "answers.csv"
    return folder / "purchases.csv", answers if answers.exists() else None


if __name__ == "__main__":
    sys.exit(main())
