"""What is somebody's is nobody else's: every address of the portal, of the links and of the public pages, as everybody.

Each name of an address stands in one of the tables below. A new one that stands in none fails: say whose it is.
"""

import datetime as dt
import re
import time
import uuid
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from core.models import StoredFile
from tests.factories import AgentFactory, UnitFactory
from tests.postventa.portal.belongings import Belongings
from tests.uploads import pdf, photo
from tickets.links import filing_token
from tickets.models import Filing, Message, Ticket

# Some thousands of requests, and a busy machine.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]

# Of one customer alone: the name of the address, and what in it is theirs.
THEIRS = {
    "portal:product": lambda one: {"pk": one.unit.pk},
    "portal:complaint": lambda one: {"pk": one.unit.pk},
    "portal:certificate": lambda one: {"pk": one.unit.pk},
    "portal:handing_over": lambda one: {"pk": one.unit.pk},
    "portal:registration": lambda one: {"pk": one.registration.pk},
    "portal:registration_receipt": lambda one: {"pk": one.registration.pk},
    "portal:registration_withdrawal": lambda one: {"pk": one.registration.pk},
    "portal:hand_in_receipt": lambda one: {"pk": one.stay.pk},
    "portal:return_receipt": lambda one: {"pk": one.stay.pk},
    "portal:filing": lambda one: {"uid": one.filing.uid},
    "portal:filing_link_letter": lambda one: {"uid": one.filing.uid},
    "portal:filing_removal": lambda one: {"uid": one.filing.uid},
    "portal:filing_sent": lambda one: {"uid": one.filing.uid},
    "portal:filing_solved": lambda one: {"uid": one.filing.uid},
    "portal:filing_file": lambda one: {"uid": one.filing.uid, "pk": one.filed.pk},
    "portal:filing_file_removal": lambda one: {"uid": one.filing.uid, "pk": one.filed.pk},
    "portal:filing_step": lambda one: {"uid": one.filing.uid, "step": "what"},
    **{
        f"portal:{name}": lambda one: {"reference": one.case.reference}
        for name in (
            "case", "sent", "case_proposal", "case_appeal", "case_appointment", "case_cancellation", "case_event",
            "case_parcel", "case_label", "case_receipt",
        )
    },
    "portal:case_facts": lambda one: {"reference": one.asked.reference},
    "portal:file": lambda one: {"pk": one.attachment.pk},
}  # fmt: skip
# Of whoever has signed in: each sees their own.
OWN = {
    "portal:home", "portal:register", "portal:start", "portal:cases", "portal:question", "portal:me", "portal:details",
    "portal:wishes", "portal:download", "portal:email", "portal:erasure", "portal:erasure_cancellation",
    "portal:erasure_proof", "portal:email_proof", "portal:guest_home", "account_sessions",
}  # fmt: skip
# Behind a signed link: the beginning of its address says of which kind it is.
LINKS = {
    "case_link", "case_link_proposal", "case_link_facts", "case_link_appeal", "case_link_appointment",
    "case_link_cancellation", "case_link_event", "case_link_parcel", "case_link_label", "case_link_receipt",
    "case_link_file", "filing_link", "email_link", "survey", "survey_thanks", "survey_stop", "survey_question",
    "survey_choice",
    "unit_public", "erasure_link", "erasure_certificate",
}  # fmt: skip
# For anybody; what it needs to be opened.
PUBLIC = {
    "welcome": {}, "home": {}, "theme_css": {}, "logo": {}, "mail_logo": {}, "set_theme": {}, "healthz": {},
    "portal:order": {}, "portal:guest_leaving": {}, "embedded_case": {}, "help": {},
    "help_article": {"slug": "nada"}, "help_vote": {"slug": "nada"}, "picture": {"pk": 1}, "document": {"pk": 1},
}  # fmt: skip
# Of the house, walked by tests of their own.
ELSEWHERE = {"styleguide", "account_session"}
NOT_HERE = ("admin/", "desk/", "api/", "dashboards/", "buzon/", "i18n/", "account/")

SIGN_IN = "/account/login/code/"
DOORS = (SIGN_IN, "/portal/order/")
# What is not looked at: sessions are written by coming in.
SESSIONS = {"django_session", "usersessions_usersession"}


def names(patterns, prefix="", space=""):
    for item in patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLPattern):
            yield space + (item.name or "")
        elif not path.startswith(NOT_HERE):
            yield from names(item.url_patterns, path, f"{item.namespace}:" if item.namespace else space)


def test_every_address_says_whose_it_is():
    walked = [*THEIRS, *OWN, *LINKS, *PUBLIC, *ELSEWHERE]
    assert sorted({*names(get_resolver().url_patterns), "account_session", "account_sessions"}) == sorted(walked)


@pytest.fixture
def berta(agent):
    return Belongings("Berta", agent)


@pytest.fixture
def aurora(agent, berta):
    """Somebody else, who has as much of everything."""
    return Belongings("Aurora", agent)


@pytest.fixture
def visitors(enter, aurora):
    """Everybody whom Berta's things do not concern; each comes in before the rows are looked at."""
    found = {
        "nobody": enter(None),
        "another customer": enter(None),
        "a guest of another order": enter(None),
        "an agent": enter(AgentFactory()),
    }
    found["another customer"].force_login(aurora.user)
    pair = {"order": aurora.unit.purchase.order_ref, "email": aurora.customer.email}
    assert found["a guest of another order"].post("/portal/order/", pair).status_code == 302
    return found


def loot(one):
    """What a form could be made to carry off: every name that a field of the portal has, about somebody's things."""
    return {
        "text": "Intruso", "submission": str(uuid.uuid4()), "unit": one.unit.pk, "product": one.unit.pk,
        "slot": one.free.pk, "visit": one.appointment.pk, "instead": one.appointment.pk, "accept": "yes",
        "answer": "yes", "proposal": one.proposal.pk, "reference": one.case.reference, "sent_on": "2026-11-18",
        "topic": "product", "email": "intruso@correo.example", "name": "Intruso", "sure": "on", "confirm": "on",
        "asked": one.case.pk, "points-0": "Intruso", "customer": one.customer.pk, "pk": one.unit.pk,
        "files": photo("intruso.jpg"), "symptom": "else", "no_surveys": "on", "serial": one.unit.serial,
    }  # fmt: skip


def rows():
    """A print of all that stands in each table."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in SESSIONS]
        prints = {}
        for table in tables:
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM \"{table}\" t")
            prints[table] = cursor.fetchone()
        return prints


def told_of(one, answer, but=()):
    """Which of somebody's words are in an answer. As whole words: random tokens spell «dora» now and then."""
    whole = r"(?<![^\W_]){}(?![^\W_])"
    words = (word for word in one.secrets if word not in but)
    return [word for word in words if re.search(whole.format(re.escape(word)), answer.said, re.IGNORECASE)]


def knock(visitor, method, address, one):
    """Ask, and read the whole answer: `said`, less the address that was asked for, which pages lead back to."""
    cache.clear()  # limits are looked at elsewhere: here nothing may stand before what is asked
    answer = getattr(visitor, method)(address, loot(one) if method == "post" else {})
    answer.bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.said = (answer.bytes.decode("utf-8", "replace") + str({**answer.headers, "Location": ""})).replace(
        address, ""
    )
    return answer


def is_refused(answer):
    """It does not exist, it takes nothing of the kind, or they are sent to the door."""
    return answer.status_code in (404, 405) or (answer.status_code == 302 and answer.url.startswith(DOORS))


def test_what_is_one_customers_does_not_exist_for_anybody_else(visitors, berta):
    before, faults = rows(), []

    for who, visitor in visitors.items():
        for name, arguments in THEIRS.items():
            address = reverse(name, kwargs=arguments(berta))
            for method in ("get", "head", "post", "put", "delete"):
                answer = knock(visitor, method, address, berta)
                if not is_refused(answer) or told_of(berta, answer):
                    faults.append((who, method, name, answer.status_code, told_of(berta, answer)))
        if rows() != before:
            faults.append((who, "wrote", {table for table, now in rows().items() if now != before[table]}))
    assert faults == []


def test_what_is_one_customers_exists_for_them(enter, berta):
    """So that the walk above walks where there is something to find."""
    visitor, found = enter(None), {}
    visitor.force_login(berta.user)

    for name, arguments in THEIRS.items():
        found[name] = knock(visitor, "get", reverse(name, kwargs=arguments(berta)), berta).status_code

    # A stay that is not over has no second receipt, and a photo that was not drawn anew is shown to nobody.
    odd = {name: status for name, status in found.items() if status not in (200, 302, 405)}
    assert odd == {"portal:return_receipt": 409, "portal:filing_file": 404}


def test_pages_of_ones_own_show_nothing_of_anybody_else(visitors, berta):
    before, faults = rows(), []

    for who, visitor in visitors.items():
        for name in sorted(OWN | {"account_sessions"}):
            answer = knock(visitor, "get", reverse(name), berta)
            if told_of(berta, answer) or answer.status_code not in (200, 302, 404, 405):
                faults.append((who, name, answer.status_code, told_of(berta, answer)))
        if who == "nobody":
            answers = {name: knock(visitor, "post", reverse(name), berta) for name in sorted(OWN)}
            faults += [(who, "post", name, one.status_code) for name, one in answers.items() if not is_refused(one)]
    changed = {table for table, now in rows().items() if now != before[table]}
    assert (faults, changed) == ([], set())


@pytest.mark.parametrize("who", ["another customer", "a guest of another order"])
def test_forms_of_ones_own_carry_off_nothing_of_anybody_else(visitors, berta, who):
    theirs = [
        berta.customer,
        berta.unit,
        berta.case,
        berta.filing,
        berta.registration,
        berta.appointment,
        berta.proposal,
    ]
    before, faults = [_values(row) for row in theirs], []
    counts = Ticket.objects.count(), Message.objects.count(), Filing.objects.filter(unit=berta.unit).count()
    session = visitors[who].cookies["sessionid"].value

    for name in sorted(OWN - {"portal:erasure_proof", "portal:email_proof"}):
        answer = knock(visitors[who], "post", reverse(name), berta)
        if told_of(berta, answer, but=[berta.name]) or answer.said.count(berta.name) > answer.said.count(
            berta.unit.serial
        ):
            faults.append((name, answer.status_code, told_of(berta, answer)))
        visitors[who].cookies["sessionid"] = session

    for row in theirs:
        row.refresh_from_db()
    assert [_values(row) for row in theirs] == before
    assert (Ticket.objects.count(), Message.objects.count(), Filing.objects.filter(unit=berta.unit).count()) == counts
    assert faults == []


def _values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def beginnings(patterns=None):
    """The links, each with the beginning of its address and what else it wants."""
    for item in get_resolver().url_patterns:
        if isinstance(item, URLPattern) and item.name in LINKS:
            more = {"pk": 1} if "<int:pk>" in str(item.pattern) else {}
            more |= {"code": "csat"} if "<slug:code>" in str(item.pattern) else {}
            more |= {"value": 4} if "<int:value>" in str(item.pattern) else {}
            yield item.name, str(item.pattern).split("/")[0], more


def bad_tokens(kind, good, others):
    """A token changed in every way, made for something else, or no token at all."""
    token = good[kind]
    parts = token.split(":")
    yield from (token[:-1], token + "aaaa", token.swapcase(), token[::-1], token[: len(token) // 2])
    yield from ("x", "é" * 40, ":" * 9, "a:b:c", "..", "%2e%2e", "x" * 5000, "eyJhIjoxfQ:1:2", "None", "0", "-1")
    yield from (token for other, token in good.items() if other != kind)
    if len(parts) > 1:  # what it is about of one, its signature of another
        yield from (":".join([others[kind].split(":")[0], *parts[1:]]), parts[0], ":".join(reversed(parts)))


def test_links_that_were_changed_open_nothing(visitors, enter, agent, aurora, berta):
    dora = Belongings("Dora", agent, with_erasure=True)
    elena = Belongings("Elena", agent, with_erasure=True)
    now = timezone.now()
    good, others, before, faults = dora.tokens(now), elena.tokens(now), rows(), []

    for who in ("nobody", "another customer", "an agent"):
        for name, kind, more in beginnings():
            for token in bad_tokens(kind, good, others):
                address = reverse(name, kwargs={"token": "TOKEN", **more}).replace("TOKEN", token)
                for method in ("get", "post") if who == "nobody" else ("post",):
                    answer = knock(visitors[who], method, address, dora)
                    if answer.status_code not in (404, 405) or told_of(dora, answer) or told_of(elena, answer):
                        faults.append((who, method, name, token[:60], answer.status_code))
    changed = {table for table, row in rows().items() if row != before[table]}
    assert (faults[:20], changed) == ([], set())


# Papers with a QR are good for years, and so is the proof of an erasure; a survey's row says itself how long it lives.
NEVER_OLD = {"u", "erasure", "s"}


def test_links_that_are_too_old_open_nothing(enter, agent):
    dora = Belongings("Dora", agent, with_erasure=True)
    now, ago = timezone.now(), 400 * 86_400
    with patch("django.core.signing.time.time", return_value=time.time() - ago):
        old = dora.tokens(now - dt.timedelta(seconds=ago))
    before, faults = rows(), []

    for name, kind, more in beginnings():
        if kind not in NEVER_OLD:
            for method in ("get", "post"):
                answer = knock(enter(None), method, reverse(name, kwargs={"token": old[kind], **more}), dora)
                if answer.status_code not in (404, 405) or told_of(dora, answer):
                    faults.append((method, name, answer.status_code))
    assert (faults, rows()) == ([], before)


def test_links_that_were_used_do_nothing_again(enter, berta):
    """A new address is confirmed once, and said twice; a complaint that was sent leads to its case, step by step."""
    tokens = berta.tokens(timezone.now())
    address = reverse("email_link", kwargs={"token": tokens["e"]})
    assert enter(None).post(address).status_code == 200
    berta.user.refresh_from_db()
    berta.customer.refresh_from_db()
    assert berta.user.email == berta.customer.email == "nueva-berta@correo.example"
    Filing.objects.filter(pk=berta.filing.pk).update(ticket=berta.case, told={})
    before = rows()

    assert [knock(enter(None), method, address, berta).status_code for method in ("get", "post")] == [404, 200]
    # They were sent to the address that was theirs before.
    for kind, name in (("f", "filing_link"), ("c", "case_link")):
        assert knock(enter(None), "get", reverse(name, kwargs={"token": tokens[kind]}), berta).status_code == 404
    visitor = enter(None)
    opened = knock(
        visitor, "get", reverse("filing_link", kwargs={"token": filing_token(_as_it_is(berta.filing))}), berta
    )
    assert opened.status_code == 302
    for name in ("filing_step", "filing_removal", "filing_link_letter", "filing_file_removal"):
        knock(visitor, "post", reverse(f"portal:{name}", kwargs=THEIRS[f"portal:{name}"](berta)), berta)
    assert rows() == before


def _as_it_is(filing):
    return Filing.objects.select_related("customer").get(pk=filing.pk)


def test_link_of_one_opens_nothing_of_another(enter, aurora, berta):
    token = aurora.tokens(timezone.now())["c"]
    before = rows()

    for pk in (berta.attachment.pk, berta.filed.file_id, berta.registration.receipt_id):
        address = reverse("case_link_file", kwargs={"token": token, "pk": pk})
        answer = knock(enter(None), "get", address, berta)
        assert answer.status_code == 404 or pk == aurora.attachment.pk
    for name in ("case_link_proposal", "case_link_facts", "case_link_appointment", "case_link_cancellation"):
        answer = knock(enter(None), "post", reverse(name, kwargs={"token": token}), berta)
        assert told_of(berta, answer) == [], name
    changed = {table for table, now in rows().items() if now != before[table]}
    for row in (berta.proposal, berta.appointment, berta.case):
        values = _values(row)
        row.refresh_from_db()
        assert _values(row) == values
    assert "remedies_slot" not in changed


def test_public_pages_tell_nothing_of_anybody(visitors, berta):
    before, faults = rows(), []
    files = [berta.attachment.file_id, berta.filed.file_id, berta.registration.receipt_id]
    wanted = [reverse(name, kwargs=given) for name, given in PUBLIC.items()]
    wanted += [reverse(name, kwargs={"pk": pk}) for name in ("picture", "document") for pk in files]
    wanted += [f"/help/?q={word}" for word in ("Berta", berta.case.reference)]

    for who, visitor in visitors.items():
        for address in wanted:
            answer = knock(visitor, "head" if "?q=" in address else "get", address, berta)
            if told_of(berta, answer) or answer.status_code not in (200, 302, 404, 405, 503):
                faults.append((who, address, answer.status_code, told_of(berta, answer)))
    assert (faults, rows()) == ([], before)


def test_public_page_of_a_unit_says_nothing_of_its_owner(visitors, berta):
    address = reverse("unit_public", kwargs={"token": berta.tokens(timezone.now())["u"]})

    for visitor in visitors.values():
        answer = knock(visitor, "get", address, berta)
        # The product is called after her here; the serial number ends in its last letters.
        assert berta.name not in answer.said.replace(berta.unit.product.name, "")
        assert told_of(berta, answer, but=[berta.name]) == []


ODD = {
    "reference": ["\x00", "PV-1234\x00", "x" * 3000, "..", "%", "💥" * 30, "' OR 1=1 --", "٣٤"],
    "pk": ["99999999999999999999999", "9223372036854775808", "0", "-1", "1e3", "٣", "\x00", "x" * 3000],
    "uid": [str(uuid.UUID(int=0)), "0", "x" * 3000, "\x00"],
    "step": ["nowhere", "x" * 3000, "\x00", ".."],
}


def test_addresses_that_are_none_are_not_found(visitors, berta):
    before, faults = rows(), []

    for who, visitor in visitors.items():
        for name, arguments in THEIRS.items():
            given = arguments(berta)
            for part in given:
                known = reverse(name, kwargs=given)
                for odd in ODD[part]:
                    address = known.replace(f"/{given[part]}", f"/{odd}")
                    if not is_refused(answer := knock(visitor, "get", address, berta)):
                        faults.append((who, name, odd[:40], answer.status_code))
    assert (faults, rows()) == ([], before)


SCRIPT = b"<script>parent.stolen = document.cookie</script>"
DISGUISED = {
    "html named jpg": ("foto.jpg", b"<!doctype html><html><body>" + SCRIPT, "image/jpeg"),
    "svg named jpg": ("foto.jpg", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>", "image/jpeg"),
    "svg of its own name": ("dibujo.svg", b'<?xml version="1.0"?><svg>' + SCRIPT + b"</svg>", "image/svg+xml"),
    "html named pdf": ("factura.pdf", b"<html>" + SCRIPT, "application/pdf"),
    "html after blanks": ("foto.png", b"   \n\t" + b"<html>" + SCRIPT, "image/png"),
    "video": ("pelicula.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64, "video/mp4"),
}


@pytest.mark.parametrize("disguise", DISGUISED)
def test_file_that_could_run_something_is_refused_at_every_door(enter, berta, disguise, settings):
    name, data, kind = DISGUISED[disguise]
    settings.EMBED_ORIGINS = ["https://shop.example"]
    visitor, before = enter(None), StoredFile.objects.count()
    visitor.force_login(berta.user)
    upload = {"text": "Mire", "then": "stay", "told": "x", "product_words": "Cafetera", "bought_on": "2026-11-01"}
    doors = [
        f"/portal/cases/{berta.case.reference}/",
        f"/c/{berta.tokens(timezone.now())['c']}/",
        f"/portal/filings/{berta.filing.uid}/files/",
        "/portal/register/",
    ]

    for door in doors:
        sent = {field: SimpleUploadedFile(name, data, content_type=kind) for field in ("files", "receipt")}
        answer = visitor.post(door, upload | sent)
        assert answer.status_code in (200, 302, 404, 422), door
    assert StoredFile.objects.count() == before


def test_file_with_a_script_in_a_picture_is_drawn_anew(enter, berta):
    visitor, sent = enter(None), photo("foto.jpg")
    visitor.force_login(berta.user)
    sent = SimpleUploadedFile("foto.html", sent.read() + SCRIPT, content_type="text/html")
    visitor.post(f"/portal/cases/{berta.case.reference}/", {"text": "Mire", "files": [sent, pdf()]})

    picture, paper = berta.case.messages.latest("pk").attachments.order_by("pk")
    for attachment, kind, disposition in ((picture, "image/jpeg", "inline"), (paper, "application/pdf", "attachment")):
        answer = knock(visitor, "get", f"/portal/files/{attachment.pk}/", berta)
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (kind, "nosniff")
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Content-Disposition"].startswith(disposition)
        assert SCRIPT not in answer.bytes
    assert picture.file.name == "foto.jpeg"


def test_guest_of_one_order_sees_nothing_of_another_of_the_same_customer(enter, berta):
    """The same e-mail is not enough: a guest proved to know one order, and not to read the mail."""
    other = UnitFactory(purchase__customer=berta.customer, product__name="Horno secreto")
    guest = enter(None)
    guest.post("/portal/order/", {"order": other.purchase.order_ref, "email": berta.customer.email})
    before, faults = rows(), []

    for name, arguments in THEIRS.items():
        for method in ("get", "post"):
            answer = knock(guest, method, reverse(name, kwargs=arguments(berta)), berta)
            if not is_refused(answer):
                faults.append((method, name, answer.status_code))
    for name in sorted(OWN):
        # Their own e-mail they typed; of the rest of what is theirs nothing is said.
        answer = knock(guest, "get", reverse(name), berta)
        said = answer.said.replace(berta.customer.email, "")
        faults += [(name, word) for word in berta.secrets if word in said]
    assert (faults, rows()) == ([], before)
