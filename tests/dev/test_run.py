"""`make run`, started, used, interrupted and broken, on data of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from dev.keeper import free_port
from dev.processes import Child
from dev.run import watch
from dev.servers import REPO, is_running

OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SEAL_KEYS", "SMTP_HOST", "SMTP_PORT", "DJANGO_SETTINGS_MODULE")


class House:
    """A data folder and a port for `make run`."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        self.environment = environment | {"POSTVENTA_DATA": str(folder / "data"), "PORT": str(self.port), "DEMO": "0"}
        self.started = []

    def start(self, number=0):
        log = (self.folder / f"run-{number}.log").open("w+")
        command = [sys.executable, "-m", "dev.run"]
        run = subprocess.Popen(command, cwd=REPO, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        run.log = log
        self.started.append(run)
        return run

    def run(self, **environment):
        """Run it where it must refuse; return code and words."""
        command = [sys.executable, "-m", "dev.run"]
        done = subprocess.run(
            command,
            cwd=REPO,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).strip()

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=REPO, env=self.environment, capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()

    def health(self):
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
                return json.load(response)["status"]
        except (URLError, OSError):
            return None

    def family(self, run):
        """All processes of a running house, those of its servers too."""
        keeper = psutil.Process(json.loads((self.folder / "data/servers/postgres.json").read_text())["pid"]).parent()
        family = psutil.Process(run.pid).children(recursive=True)
        assert len(family) > 8  # mail, web and its 2, worker and its 2, beat, keeper and its servers
        return list({*family, keeper, *keeper.children(recursive=True)})

    def wait_until_ready(self, run):
        deadline = time.monotonic() + 240  # two cores may be busy with the rest of the suite
        while "Postventa is ready" not in said(run):
            assert run.poll() is None, said(run)
            assert time.monotonic() < deadline, said(run)
            time.sleep(0.2)


def lives(process):
    """Whether it runs; what only waits to be noted by the machine's first process does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until_gone(processes):
    deadline = time.monotonic() + 40
    while alive := [process for process in processes if lives(process)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.2)


def said(run):
    run.log.seek(0)
    return run.log.read()


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    for run in house.started:
        if run.poll() is None:
            run.terminate()
            run.wait(60)
        run.log.close()


@pytest.mark.timeout(400)  # two starts, the first of them with all migrations
def test_run_serves_and_finds_its_data_again(house):
    run = house.start()
    house.wait_until_ready(run)
    assert house.health() == "ok"
    assert house.run() == (
        1,
        f"Postventa is already running on this data, at http://localhost:{house.port}. Stop it first.",
    )
    assert house.run(POSTVENTA_DATA=str(house.folder / "other")) == (
        1,
        f"Port {house.port} is in use. Try: PORT=8123 make run",
    )
    make = "from core.models import User; User.objects.create_user('ada@demo.example')"
    house.manage("shell", "--no-imports", "-c", make)

    family = house.family(run)
    run.kill()  # as hard as it gets: nothing may keep running, nothing may be lost
    run.wait()
    wait_until_gone(family)

    again = house.start(1)
    house.wait_until_ready(again)
    count = "from core.models import User; print(User.objects.filter(email='ada@demo.example').count())"
    assert house.manage("shell", "--no-imports", "-c", count) == "1"

    family = house.family(again)
    again.send_signal(signal.SIGINT)
    assert again.wait(60) == 0
    assert [process for process in family if lives(process)] == []
    assert not is_running(house.folder / "data/servers")
    assert "Traceback" not in said(again)


def test_run_refuses_a_port_that_is_none(house):
    assert house.run(PORT="eight") == (1, "PORT is «eight», which is not a port number. Try: PORT=8123 make run")


def test_watch_reports_a_child_that_ended_by_itself(house, capfd):
    lasting = Child("mail", ["dev.sink", str(house.folder / "mail"), str(free_port())], cwd=REPO)
    child = Child("worker", ["celery", "--no-such-option"], cwd=REPO)
    try:
        assert watch([lasting, child], house.port, threading.Event()) == 1
    finally:
        for each in (lasting, child):
            each.stop(seconds=10)

    assert "worker | ended by itself with code 2; stopping everything" in capfd.readouterr().out
    assert not lasting.is_alive
