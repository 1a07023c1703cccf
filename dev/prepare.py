"""Makes the data folder ready for the web: migrations, the law, static files, demo data at the first start.

Run by `make run` as a process of its own, so that the one which watches the others stays small.
"""

import hashlib
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")
    os.environ["STATIC_MANIFEST"] = "1"  # names with a hash of the content, so that browsers may keep them
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_rules", verbosity=0)
    collect_static(Path(settings.STATIC_ROOT))  # before the demonstration: its papers are printed with them
    if settings.DEMO and not has_customers():
        print("first start: making the demonstration's data", flush=True)
        call_command("seed_demo")


def has_customers() -> bool:
    from customers.models import Customer

    return Customer.objects.exists()


def collect_static(root: Path) -> None:
    """Collect the static files unless the ones collected last time were the same."""
    stamp, print_now = root / ".stamp", _fingerprint()
    if stamp.exists() and stamp.read_text() == print_now:
        return
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    stamp.write_text(print_now)


def _fingerprint() -> str:
    """Name, size and time of every static file, in one short text."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
