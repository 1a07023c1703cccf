"""The clock of the sweeps: the real one, or in a trial the instant that a file says."""

import datetime as dt
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from core import clock
from core.tasks import send_outbox
from tests.factories import NOW


def test_now_is_the_real_time():
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()


def test_now_of_a_trial_is_what_the_file_says(settings, tmp_path):
    settings.SIMULATED_CLOCK = str(tmp_path / "clock")
    for instant in (NOW, NOW - dt.timedelta(days=200)):
        clock.write(tmp_path / "clock", instant)
        assert clock.now() == instant
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]


@pytest.mark.parametrize(("file", "debug"), [("", False), ("", True), ("clock", True)])
def test_check_lets_trials_and_real_ones_start(settings, file, debug):
    settings.SIMULATED_CLOCK, settings.DEBUG = file, debug
    clock.check_clock()


def test_check_refuses_a_clock_that_stands_still_where_it_is_no_trial(settings):
    settings.SIMULATED_CLOCK, settings.DEBUG = "clock", False
    with pytest.raises(ImproperlyConfigured):
        clock.check_clock()


def test_process_with_such_a_clock_does_not_start(monkeypatch, tmp_path):
    monkeypatch.setenv("SIMULATED_CLOCK", str(tmp_path / "clock"))
    monkeypatch.delenv("DEBUG", raising=False)
    start = [sys.executable, "-c", "import django; django.setup()"]
    found = subprocess.run(start, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stderr.strip().splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: SIMULATED")


@pytest.mark.django_db
def test_outbox_of_a_trial_goes_by_its_clock(settings, sink, tmp_path):
    from core.actions.mail import enqueue_mail
    from core.models import OutgoingMessage

    settings.SIMULATED_CLOCK = str(tmp_path / "clock")
    clock.write(tmp_path / "clock", NOW)
    says = {"kind": "welcome", "subject": "Hola", "text": "Hola", "html": "", "language": "es"}
    enqueue_mail(to="marta@correo.example", now=NOW, **says)
    later = enqueue_mail(to="juan@correo.example", now=NOW + dt.timedelta(hours=1), **says)
    assert send_outbox() == 1
    assert OutgoingMessage.objects.get(status="sent").sent_at == NOW
    clock.write(tmp_path / "clock", later.next_try_at)
    assert send_outbox() == 1
