"""What beat ticks."""

import socket
import time
from pathlib import Path

import pytest
from kombu.exceptions import OperationalError

from postventa.celery import app

REPO = Path(__file__).resolve().parents[2]


def test_every_sweep_expires_when_the_next_is_due():
    schedule = app.conf.beat_schedule
    assert {name: entry["options"] for name, entry in schedule.items()} == {
        name: {"expires": entry["schedule"]} for name, entry in schedule.items()
    }


def test_every_sweep_is_a_task_of_ours():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_web_keeps_no_log_of_addresses():
    assert "access-logfile" not in (REPO / "Procfile").read_text()


def test_send_to_a_broker_that_never_answers_gives_up_soon():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with (
            app.connection_for_write(f"redis://127.0.0.1:{listener.getsockname()[1]}/0") as frozen,
            pytest.raises(OperationalError),
        ):
            app.send_task("tickets.tasks.work_on_bulk", [1], connection=frozen)
    assert time.monotonic() - started < 15
