"""A planner killed between its chunks leaves whole chunks behind, and the next one goes on."""

from followups.actions.planning_deliveries import plan_deliveries
from followups.models import Arm, Call, Invitation
from tests.factories import NOW
from tests.followups.makers import delivered, only_plan

COUNT, CHUNK = 60, 5
SLOWLY = f"""
import datetime as dt, time, django
django.setup()
from followups.actions import planning
planning.CHUNK = {CHUNK}
write = planning.Planner._write
def slowly(self, facts):
    count = write(self, facts)
    time.sleep(0.5)  # its rows are written and not committed yet
    return count
planning.Planner._write = slowly
from followups.actions.planning_deliveries import plan_deliveries
plan_deliveries(now=dt.datetime.fromisoformat("{NOW.isoformat()}"))
"""


def test_kill_planner_between_chunks_plans_each_once(processes, wait_until, tmp_path):
    only_plan(holdout_percent=20)
    for _ in range(COUNT):
        delivered(2)
    (tmp_path / "slowly.py").write_text(SLOWLY)
    planner = processes.start("planner", "slowly", PYTHONPATH=str(tmp_path))
    wait_until(lambda: Call.objects.count() >= 2 * CHUNK, why="it plans")
    planner.kill()
    left = Call.objects.count()
    assert (left % CHUNK, left < COUNT) == (0, True)
    assert Invitation.objects.count() == Arm.objects.count() == left

    # The server finds out that nobody is there any more, and gives the turn back.
    wait_until(lambda: plan_deliveries(now=NOW) or Call.objects.count() == COUNT, why="the next planner goes on")
    for model in (Call, Invitation, Arm):
        assert model.objects.count() == model.objects.values("delivery").distinct().count() == COUNT
    places = {}
    for stratum, place in Arm.objects.values_list("stratum", "place"):
        places.setdefault(stratum, []).append(place)
    assert all(sorted(found) == list(range(len(found))) for found in places.values())
