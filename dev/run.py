"""`make run`: the whole service on this machine, for trying and developing, until Ctrl-C."""

import fcntl
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from dev.catalogues import compile_catalogues
from dev.keeper import free_port
from dev.processes import Child, say
from dev.servers import REPO, data_dir, ensure_servers, release_servers

READY_SECONDS = 120
# How long each may take to finish what it has in hand, in the order in which they are asked to end.
STOPPING = {"beat": 10, "web": 15, "worker": 30, "mail": 5}
PLACES = [
    ("/", "welcome"),
    ("/desk/", "agents"),
    ("/portal/", "customers"),
    ("/dashboards/", "managers"),
    ("/api/docs/", "other systems"),
    ("/admin/", "configuration"),
    ("/buzon/", "the mail that was sent"),
]


def main() -> int:
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    port, data = wanted_port(), data_dir()
    data.mkdir(parents=True, exist_ok=True)
    with only_one(data, f"http://localhost:{port}"):
        if not is_free(port):
            sys.exit(f"Port {port} is in use. Try: PORT=8123 make run")
        children: list[Child] = []
        try:
            say("setup", f"starting on the data in {data}")
            ensure_servers()
            smtp_port = set_environment(data, port)
            return run(children, port, smtp_port, over)
        finally:
            stop(children)
            release_servers(data / "servers")
            say("setup", "stopped")


def run(children: list[Child], port: int, smtp_port: int, over: threading.Event) -> int:
    """Prepare the data, start the processes, and watch them until one ends or a person has enough."""
    compile_catalogues()
    prepare = Child("setup", ["dev.prepare"], cwd=REPO)
    children.append(prepare)
    while prepare.is_alive and not over.wait(0.1):
        pass
    if over.is_set():
        return 0
    children.remove(prepare)
    if prepare.wait():
        say("setup", "The data could not be prepared; the lines above say why.")
        return 1
    for name, command in commands(port, smtp_port).items():
        children.append(Child(name, command, cwd=REPO))
    return watch(children, port, over)


def watch(children: list[Child], port: int, over: threading.Event) -> int:
    """Return 0 when told to stop, 1 when a process ended by itself."""
    is_ready, waited = False, 0.0
    while not over.wait(0.25):
        for child in children:
            if not child.is_alive:
                say(child.name, f"ended by itself with code {child.wait()}; stopping everything")
                return 1
        if not is_ready and (is_ready := is_healthy(port)):
            print_welcome(port)
        waited += 0.25
        if not is_ready and waited == READY_SECONDS:
            say("setup", f"Not everything is up after {READY_SECONDS} s: see http://localhost:{port}/healthz")
    return 0


def commands(port: int, smtp_port: int) -> dict[str, list[str]]:
    """Return what to start: the arguments of `python -m` by process name."""
    data = data_dir()
    celery = ["celery", "--quiet", "-A", "postventa"]
    web = ["gunicorn", "postventa.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    processes = {
        "web": [*web, "--workers", "2", "--threads", "4", "--log-level", "warning"],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "warning",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*celery, "beat", "--loglevel", "warning", "--schedule", str(data / "beat"), "--pidfile="],
    }
    if smtp_port:
        processes = {"mail": ["dev.sink", str(data / "mail"), str(smtp_port)], **processes}
    return processes


def set_environment(data: Path, port: int) -> int:
    """Fill in what the environment leaves open. Return the port for the local mail sink, 0 when mail goes elsewhere."""
    defaults = {"DEMO": "1", "BASE_URL": f"http://localhost:{port}", "LOG_FORMAT": "console", "PYTHONUNBUFFERED": "1"}
    if os.geteuid() == 0:  # on one's own machine that is not worth Celery's warning at every start
        defaults["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser"
    smtp_port = 0
    if "SMTP_HOST" not in os.environ:
        smtp_port = free_port()
        defaults |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp_port), "MAIL_SINK_DIR": str(data / "mail")}
        os.environ.pop("SMTP_PORT", None)
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ["POSTVENTA_DATA"] = str(data)
    return smtp_port


def stop(children: list[Child]) -> None:
    """End the processes one after the other; a second Ctrl-C ends them at once."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: [child.kill() for child in children])
    if children:
        say("setup", "stopping; work in hand is finished first")
    for child in sorted(children, key=lambda child: list(STOPPING).index(child.name) if child.name in STOPPING else -1):
        child.stop(seconds=STOPPING.get(child.name, 5))


def wanted_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is «{text}», which is not a port number. Try: PORT=8123 make run")
    return int(text)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def only_one(data: Path, address: str) -> Iterator[None]:
    """Hold the data folder for one `make run` at a time, and say where the other one is."""
    with (data / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            sys.exit(f"Postventa is already running on this data, at {file.read()}. Stop it first.")
        file.truncate(0)
        file.write(address)
        file.flush()
        yield


def is_healthy(port: int) -> bool:
    with suppress(URLError, OSError, ValueError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
        return json.load(response)["status"] == "ok"
    return False


def print_welcome(port: int) -> None:
    lines = ["", "Postventa is ready. Ctrl-C stops it.", ""]
    lines += [f"  http://localhost:{port}{path:<13} {what}" for path, what in PLACES]
    if os.environ["DEMO"].lower() in ("1", "true", "yes", "on"):
        from postventa.demo.accounts import CUSTOMER, PASSWORD, STAFF

        lines += ["", f"Sign-ins of the demonstration (password {PASSWORD}):"]
        lines += [f"  {address:<20} {role}" for address, _name, role, _team in STAFF[:3]]
        lines += [f"  {CUSTOMER:<20} customer, without a password: asks for a code, which arrives at /buzon/"]
    with suppress(BrokenPipeError):
        print("\n".join([*lines, ""]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
