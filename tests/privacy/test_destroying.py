"""What was sealed is destroyed when its term is over, and opened before only with a reason that is noted."""

import datetime as dt
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import AuditEntry
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.actions.destroying import destroy_due, unseal
from privacy.models import Erasure
from tests.factories import NOW, CustomerFactory, ManagerFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def blocked() -> Erasure:
    marta = UnitFactory(purchase__customer__email="marta@correo.example").purchase.customer
    CustomerFactory(email=marta.email)
    erasure = ask_erasure(customer=marta, by=customer_by_link(marta.email), now=NOW)
    return block(erasure=erasure, now=NOW + dt.timedelta(days=2))


def test_destroy_waits_for_the_last_day_of_the_term(blocked, django_capture_on_commit_callbacks):
    name = blocked.sealed.name
    assert blocked.destroy_on == dt.date(2034, 11, 14)  # the delivery, three years of guarantee and five to claim
    assert destroy_due(today=dt.date(2034, 11, 13), now=NOW) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_due(today=dt.date(2034, 11, 14), now=NOW) == 2
    assert {(row.state, row.destroyed_at, row.sealed.name) for row in Erasure.objects.all()} == {("destroyed", NOW, "")}
    assert not default_storage.exists(name)
    assert destroy_due(today=dt.date(2040, 1, 1), now=NOW) == 0


def test_destroy_keeps_a_file_that_another_record_still_needs(blocked, django_capture_on_commit_callbacks):
    Erasure.objects.filter(pk=blocked.pk).update(destroy_on=dt.date(2030, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_due(today=dt.date(2030, 1, 1), now=NOW) == 1
    assert default_storage.exists(blocked.sealed.name)


def test_unseal_notes_who_and_why_before_anything_is_read(blocked):
    luis = actor_of(ManagerFactory())
    unseal(erasure=blocked, reason=" Juzgado n.º 3, autos 7/2027 ", by=luis, now=NOW)
    entry = AuditEntry.objects.get()
    assert (entry.noun, entry.object_id, entry.what) == ("privacy.erasure", blocked.pk, "unsealed")
    assert (entry.actor_id, entry.reason) == (luis.user_id, "Juzgado n.º 3, autos 7/2027")


@pytest.mark.parametrize(
    ("reason", "state", "code"), [(" ", "blocked", "reason_missing"), ("x", "asked", "not_sealed")]
)
def test_unseal_without_a_reason_or_without_a_seal_is_refused(blocked, reason, state, code):
    blocked.state = state
    with pytest.raises(Refused) as refused:
        unseal(erasure=blocked, reason=reason, by=actor_of(ManagerFactory()), now=NOW)
    assert (refused.value.code, AuditEntry.objects.count()) == (code, 0)


def test_unseal_command_writes_a_file_that_only_its_owner_reads(blocked, tmp_path):
    ManagerFactory(email="luis@tienda.example")
    asked = {"by": "luis@tienda.example", "reason": "Juzgado", "to": tmp_path / "marta.zip"}
    for record in Erasure.objects.order_by("pk"):  # both records of the person lead to the same file
        (tmp_path / "marta.zip").unlink(missing_ok=True)
        call_command("unseal", str(record.uid), verbosity=0, **asked)
        with zipfile.ZipFile(tmp_path / "marta.zip") as archive:
            assert b"marta@correo.example" in archive.read("rows.json")
    assert (tmp_path / "marta.zip").stat().st_mode & 0o077 == 0


def test_unseal_command_says_what_it_cannot_do(blocked, tmp_path):
    ManagerFactory(email="luis@tienda.example")
    asked = {"by": "luis@tienda.example", "reason": "Juzgado", "to": tmp_path / "x.zip"}
    for given, words in [
        (asked | {"by": "nadie@tienda.example"}, "nadie@tienda.example is no manager."),
        (asked | {"reason": " "}, "Diga quién lo pide y con qué fundamento."),
    ]:
        with pytest.raises(CommandError) as error:
            call_command("unseal", str(blocked.uid), **given)
        assert str(error.value) in (words, "Say who asks for it and on what ground.")
        assert not (tmp_path / "x.zip").exists()
    for uid in ("00000000-0000-0000-0000-000000000000", "what"):
        with pytest.raises(CommandError, match="no erasure with that number"):
            call_command("unseal", uid, **asked)
    (tmp_path / "x.zip").write_bytes(b"mine")
    with pytest.raises(CommandError, match="exists already"):
        call_command("unseal", str(blocked.uid), **asked)
    assert (tmp_path / "x.zip").read_bytes() == b"mine"
