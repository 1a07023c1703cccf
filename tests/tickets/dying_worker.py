"""A worker at rules that is killed at a point of its work: python -m tests.tickets.dying_worker POINT WHEN.

It kills itself with SIGKILL, so that the point is exact: nothing of Python or of PostgreSQL's client runs after it.
"""

import os
import signal
import sys

import django

POINTS = ("held", "done", "run", "cue", "committed", "told")


def dying(wrapped, calls, *, before):
    """The same, which does not come back from its call of that number."""
    left = [calls]

    def run(*args, **kwargs):
        left[0] -= 1
        if before and not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = wrapped(*args, **kwargs)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    return run


def main(point: str, calls: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")
    django.setup()
    from django.utils import timezone

    from tickets.actions import automatic, warning
    from tickets.models import AutomationCue, AutomationRun

    match point:
        case "held":
            automatic.do_deeds = dying(automatic.do_deeds, calls, before=True)
        case "done":
            automatic.do_deeds = dying(automatic.do_deeds, calls, before=False)
        case "run":
            AutomationRun.objects.create = dying(AutomationRun.objects.create, calls, before=False)
        case "cue":
            AutomationCue.delete = dying(AutomationCue.delete, calls, before=False)
        case "committed":
            automatic.run_cue = dying(automatic.run_cue, calls, before=False)
            automatic.run_on_time = dying(automatic.run_on_time, calls, before=False)
        case "told":
            warning.tell_us = dying(warning.tell_us, calls, before=False)
    automatic.run_waiting(clock=timezone.now)
    automatic.run_time_rules(clock=timezone.now)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
