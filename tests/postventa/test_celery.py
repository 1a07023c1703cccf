"""What beat ticks."""

from pathlib import Path

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
