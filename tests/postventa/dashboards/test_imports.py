"""Managers import files: upload, look, confirm, wait, read the result."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.csv_reading import MAX_LINE
from core.models import ImportJob
from core.states import ImportState
from customers.models import Unit
from tests.factories import PASSWORD, AgentFactory, CustomerUserFactory, ManagerFactory
from tests.followups.makers import make_version, only_plan
from tests.imports import csv_bytes, purchase

LIST = reverse("dashboards:imports")
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def manager(client, db):
    user = ManagerFactory()
    client.force_login(user)
    return user


def upload(client, data=None, name="marzo.csv", kind="purchases"):
    file = SimpleUploadedFile(name, csv_bytes(purchase(), purchase(line="2", sku="")) if data is None else data)
    return client.post(LIST, {"kind": kind, "file": file})


def confirm(client, job, capture):
    """Confirm it and run its task as the worker would."""
    from postventa.tasks import run_import

    with capture():
        response = client.post(reverse("dashboards:import_run", args=[job.pk]))
    run_import(job.pk)
    job.refresh_from_db()
    return response


@pytest.mark.parametrize("make", [AgentFactory, CustomerUserFactory])
def test_imports_do_not_exist_for_others(client, db, make):
    client.force_login(ManagerFactory())
    upload(client)
    job = ImportJob.objects.get()
    client.force_login(make())
    for name in ("import", "import_progress", "import_errors"):
        assert client.get(reverse(f"dashboards:{name}", args=[job.pk])).status_code == 404
    for name in ("import_run", "import_discard"):
        assert client.post(reverse(f"dashboards:{name}", args=[job.pk])).status_code == 404
    assert client.get(LIST).status_code == 404
    assert upload(client).status_code == 404
    assert list(ImportJob.objects.values_list("state", flat=True)) == [ImportState.PREVIEW]


def test_imports_ask_a_stranger_to_sign_in(client, db):
    response = client.get(LIST)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={LIST}")
    assert client.get(LIST, headers={"HX-Request": "true"}).status_code == 401


def test_upload_shows_a_preview_and_imports_nothing(client, manager):
    response = upload(client, csv_bytes(purchase() | {"mood": "good"}, purchase(line="2", sku="") | {"mood": ""}))
    job = ImportJob.objects.get()
    assert response["Location"] == reverse("dashboards:import", args=[job.pk])
    preview = client.get(response["Location"]).context["preview"]
    assert (preview.encoding, preview.unknown, preview.missing) == ("UTF-8", ("mood",), ())
    assert (preview.tally.created, preview.tally.rejected, preview.all_tried) == (1, 1, True)
    assert [problem.line_number for problem in preview.problems] == [3]
    assert not Unit.objects.exists()


def test_confirm_runs_the_import_and_the_result_gives_the_errors(client, manager, django_capture_on_commit_callbacks):
    upload(client)
    job = ImportJob.objects.get()
    page = reverse("dashboards:import", args=[job.pk])
    confirm(client, job, django_capture_on_commit_callbacks)
    assert (job.state, job.created, job.rejected) == (ImportState.DONE, 1, 1)
    response = client.get(page)
    assert [problem.line_number for problem in response.context["problems"]] == [3]
    download = client.get(reverse("dashboards:import_errors", args=[job.pk]))
    body = b"".join(download.streaming_content).decode("utf-8-sig")
    assert (body.startswith("line_number,error,order_ref,"), body.count("P-1")) == (True, 1)
    assert download["Content-Disposition"] == f'attachment; filename="errors-{job.pk}.csv"'


def test_result_without_its_errors_file_shows_the_counts(client, manager, django_capture_on_commit_callbacks):
    upload(client)
    job = ImportJob.objects.get()
    confirm(client, job, django_capture_on_commit_callbacks)
    job.errors_file.storage.delete(job.errors_file.name)
    response = client.get(reverse("dashboards:import", args=[job.pk]))
    assert (response.status_code, response.context["problems"]) == (200, [])
    assert client.get(reverse("dashboards:import_errors", args=[job.pk])).status_code == 404


def test_result_with_a_very_long_row_shows_all(client, manager, django_capture_on_commit_callbacks):
    short = purchase(sku="", more="", much_more="")
    long = dict.fromkeys(short, "x" * ((MAX_LINE - 10) // len(short) - 1))  # with its sentence it has no room in a line
    upload(client, csv_bytes(short, long, short))
    job = ImportJob.objects.get()
    confirm(client, job, django_capture_on_commit_callbacks)
    assert (job.state, job.rejected) == (ImportState.DONE, 3)
    response = client.get(reverse("dashboards:import", args=[job.pk]))
    assert [problem.line_number for problem in response.context["problems"]] == [2, 3, 4]


@pytest.mark.parametrize("sku", ["", "XR-1"])
def test_file_without_a_usable_row_does_not_read_as_success(client, manager, django_capture_on_commit_callbacks, sku):
    upload(client, csv_bytes(purchase(sku=sku)))
    job = ImportJob.objects.get()
    page = reverse("dashboards:import", args=[job.pk])
    shown = client.get(page, headers=ENGLISH).content.decode()
    assert ("button primary" in shown, "Import anyway" in shown) == (bool(sku), not sku)
    confirm(client, job, django_capture_on_commit_callbacks)
    assert ("Nothing was imported" in client.get(page, headers=ENGLISH).content.decode()) is not bool(sku)


def test_preview_tells_the_windows_of_the_plan(client, manager):
    only_plan(call_window_days=11, survey_window_days=37)
    make_version(trigger="installed", means="call", call_window_days=9, survey_window_days=90)
    upload(client)
    page = reverse("dashboards:import", args=[ImportJob.objects.get().pk])
    shown = client.get(page, headers=ENGLISH).content.decode()
    assert "11 for a call, 37 for a survey" in shown


def test_confirm_twice_says_so_and_runs_once(client, manager, django_capture_on_commit_callbacks):
    upload(client)
    job = ImportJob.objects.get()
    confirm(client, job, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks() as callbacks:
        response = client.post(reverse("dashboards:import_run", args=[job.pk]), follow=True)
    assert callbacks == []
    assert len(list(response.context["messages"])) == 1
    assert ImportJob.objects.get().starts == 1


def test_progress_is_polled_until_it_ends(client, manager, django_capture_on_commit_callbacks):
    upload(client)
    job = ImportJob.objects.get()
    with django_capture_on_commit_callbacks():
        client.post(reverse("dashboards:import_run", args=[job.pk]))
    assert b"<progress" in client.get(reverse("dashboards:import", args=[job.pk])).content
    address = reverse("dashboards:import_progress", args=[job.pk])
    assert b"<progress" in client.get(address).content
    ImportJob.objects.update(state=ImportState.DONE, finished_at=timezone.now())
    response = client.get(address)
    assert (response.content, response["HX-Refresh"]) == (b"", "true")


def test_discard_forgets_the_file(client, manager):
    upload(client)
    job = ImportJob.objects.get()
    assert client.post(reverse("dashboards:import_discard", args=[job.pk]))["Location"] == LIST
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "purchases"),
        (b"PK\x03\x04" + b"\0" * 100, "purchases"),
        (b"order_ref,answered_at,csat\nP-1,2026-03-01,5\n", "purchases"),
        (csv_bytes(purchase()), "answers"),
        (csv_bytes(purchase()), "nonsense"),
    ],
)
def test_upload_of_what_cannot_be_read_keeps_nothing(client, manager, data, kind):
    response = upload(client, data, kind=kind)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not ImportJob.objects.exists()


def test_upload_of_too_much_keeps_nothing(client, manager, settings):
    settings.IMPORT_MAX_BYTES = 100
    assert upload(client).status_code == 422
    assert not ImportJob.objects.exists()


def test_list_needs_the_same_queries_however_many_there_are(client, manager, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 2, 20):
        for _ in range(more):
            upload(client)
        client.get(LIST)
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST)
        counts.append(len(caught))
    assert len(set(counts)) == 1


def test_list_pages_by_key(client, manager, monkeypatch):
    monkeypatch.setattr("postventa.dashboards.views.imports.PER_PAGE", 2)
    for _ in range(5):
        upload(client)
    jobs = list(ImportJob.objects.all())
    pages, address = [], LIST
    while address:
        response = client.get(address)
        pages.append(response.context["page"].rows)
        older = re.search(r'href="(\?older=[^"]+)"', response.content.decode())
        address = LIST + older[1] if older else ""
    assert pages == [jobs[:2], jobs[2:4], jobs[4:]]
    newer = re.search(r'href="(\?newer=[^"]+)"', response.content.decode())
    assert client.get(LIST + newer[1]).context["page"].rows == jobs[2:4]


@pytest.mark.browser
def test_manager_imports_a_file_in_the_browser(open_page, axe, tmp_path, processes):
    manager = ManagerFactory()
    processes.worker()
    file = tmp_path / "ventas.csv"
    rows = [purchase(order_ref=f"P-{n}", city="A Coruña") for n in range(30)]
    file.write_bytes(csv_bytes(*rows, purchase(sku=""), delimiter=";", encoding="latin-1"))
    page = open_page(f"{reverse('account_login')}?next={LIST}", language="en")
    page.fill("input[type=email]", manager.email)
    page.fill("input[type=password]", PASSWORD)
    page.press("input[type=password]", "Enter")
    page.wait_for_url(f"**{LIST}")
    axe(page)
    page.set_input_files("input[type=file]", file)
    page.click("main form.card button")
    page.get_by_role("heading", name="What would happen").wait_for()
    axe(page)
    page.get_by_role("button", name="Import the file").click()
    page.get_by_role("heading", name="Imported, with rows to mend").wait_for()
    axe(page)
    assert Unit.objects.count() == 30
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows to mend").click()
    assert "line_number;error;" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="Import another file").click()
    page.set_input_files("input[type=file]", download.value.path())
    page.click("main form.card button")
    page.get_by_text("No row that was tried can be used").wait_for()
    axe(page)
    page.get_by_role("button", name="Import anyway").click()
    page.get_by_role("heading", name="Nothing was imported").wait_for()
    axe(page)
    assert Unit.objects.count() == 30
