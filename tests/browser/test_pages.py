"""Every page of every door: nothing that WCAG 2.2 AA forbids, nothing too wide, in both languages, light and dark.

An address that is neither in PAGES nor in NO_PAGES fails: say how to open the new page, or why it is none.
"""

from __future__ import annotations

import pytest
from django.urls import URLPattern, get_resolver

from tests.browser.world import World
from tests.fixtures.browser import LAPTOP, PHONE

# Name of the address: who opens it (nobody, customer, agent, manager, careful: with a second factor) and where.
PAGES = {
    "welcome": [("nobody", "/")],
    "styleguide": [("nobody", "/styleguide/")],
    "account_login": [("nobody", "/account/login/")],
    "account_logout": [("customer", "/account/logout/")],
    "account_inactive": [("nobody", "/account/inactive/")],
    "account_request_login_code": [("nobody", "/account/login/code/")],
    "account_reset_password": [("nobody", "/account/password/reset/")],
    "account_reset_password_done": [("nobody", "/account/password/reset/done/")],
    "account_reset_password_from_key": [("nobody", "/account/password/reset/key/x-y/")],
    "account_reset_password_from_key_done": [("nobody", "/account/password/reset/key/done/")],
    "account_change_password": [("agent", "/account/password/change/")],
    "account_reauthenticate": [("agent", "/account/reauthenticate/")],
    "mfa_index": [("agent", "/account/2fa/"), ("careful", "/account/2fa/")],
    "mfa_activate_totp": [("agent", "/account/2fa/totp/activate/")],
    "mfa_deactivate_totp": [("careful", "/account/2fa/totp/deactivate/")],
    "mfa_reauthenticate": [("careful", "/account/2fa/reauthenticate/")],
    "mfa_view_recovery_codes": [("careful", "/account/2fa/recovery-codes/")],
    "mfa_generate_recovery_codes": [("careful", "/account/2fa/recovery-codes/generate/")],
    "portal:home": [("customer", "/portal/")],
    "portal:product": [("customer", "/portal/products/{unit.pk}/")],
    "portal:complaint": [("customer", "/portal/products/{unit.pk}/case/")],
    "portal:cases": [("customer", "/portal/cases/")],
    "portal:question": [("customer", "/portal/cases/new/")],
    "portal:case": [("customer", "/portal/cases/{case.reference}/")],
    "portal:sent": [("customer", "/portal/cases/{case.reference}/sent/")],
    "case_link": [("nobody", "/c/{token}/")],
    "survey_question": [("nobody", "/s/{survey}/csat/"), ("nobody", "/s/{survey}/comment/")],
    "survey_thanks": [("nobody", "/s/{survey}/thanks/")],
    "desk:tickets": [
        ("agent", "/desk/"),
        ("agent", "/desk/?view=resolved"),
        ("agent", "/desk/?q=marta"),
        ("agent", "/desk/?q=nadie"),
    ],
    "desk:new_ticket": [
        ("agent", "/desk/tickets/new/"),
        ("agent", "/desk/tickets/new/?who=marta"),
        ("agent", "/desk/tickets/new/?unit={unit.pk}"),
    ],
    "desk:ticket": [("agent", "/desk/tickets/{case.reference}/"), ("agent", "/desk/tickets/{resolved.reference}/")],
    "desk:calls": [("agent", "/desk/calls/")],
    "desk:call": [("agent", "/desk/calls/{call.pk}/"), ("agent", "/desk/calls/{finished_call.pk}/")],
    "desk:customer": [("agent", "/desk/customers/{case.customer_id}/")],
    "desk:unit": [("agent", "/desk/units/{unit.pk}/"), ("agent", "/desk/units/{unit_on_its_way.pk}/")],
    "unit_public": [("nobody", "/u/{unit_token}/"), ("agent", "/u/{unit_token}/")],
    "dashboards:overview": [("manager", "/dashboards/"), ("manager", "/dashboards/?period=7d")],
    "dashboards:formulas": [("manager", "/dashboards/formulas/")],
    "dashboards:imports": [("manager", "/dashboards/imports/")],
    "dashboards:import": [
        ("manager", "/dashboards/imports/{jobs[preview].pk}/"),
        ("manager", "/dashboards/imports/{jobs[running].pk}/"),
        ("manager", "/dashboards/imports/{jobs[done].pk}/"),
        ("manager", "/dashboards/imports/{jobs[failed].pk}/"),
    ],
    "sink:letters": [("nobody", "/buzon/")],
    "sink:letter": [("nobody", "/buzon/{letter}/")],
    # What does not exist, for whom.
    "404": [
        ("nobody", "/nowhere/"),
        ("agent", "/portal/"),
        ("nobody", "/c/changed/"),
        ("nobody", "/s/changed/"),
        ("nobody", "/u/changed/"),
    ],
}
NO_PAGES = {
    "leads on": {"home", "survey", "account_set_password"},
    "only takes what is sent": {
        "set_theme",
        "set_language",
        "desk:messages",
        "desk:assignee",
        "desk:priority",
        "desk:state",
        "desk:resolution",
        "desk:reopening",
        "desk:coverage",
        "desk:coverage_override",
        "desk:coverage_computation",
        "desk:call_attempts",
        "desk:unit_stays",
        "desk:unit_past_stays",
        "desk:unit_return",
        "desk:unit_registrations",
        "desk:unit_plans",
        "desk:unit_visits",
        "desk:unit_sale",
        "desk:unit_cover_removal",
        "desk:unit_stay_correction",
        "desk:ticket_unit",
        "dashboards:import_run",
        "dashboards:import_discard",
    },
    "a file": {
        "theme_css",
        "desk:certificate",
        "desk:hand_in_receipt",
        "desk:return_receipt",
        "portal:certificate",
        "portal:hand_in_receipt",
        "portal:return_receipt",
        "desk:file",
        "portal:file",
        "case_link_file",
        "dashboards:import_errors",
        "mfa_download_recovery_codes",
    },
    "for programs": {"healthz", "api:schema", "api:me"},
    "a library's own page": {"api:docs"},
    "a piece of a page": {"dashboards:import_progress"},
    "a letter as it was written, in the frame of its page": {"sink:letter_html"},
    "half-way through a sign-in, seen in the journeys": {"account_confirm_login_code", "mfa_authenticate"},
    "does not exist in this house": {
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
    },
}


def names(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or "")
        elif str(pattern.pattern) != "admin/":  # django-unfold's own pages
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_is_a_page_here_or_says_why_not():
    excused = [name for group in NO_PAGES.values() for name in group]
    assert sorted(names(get_resolver().url_patterns)) == sorted([*(set(PAGES) - {"404"}), *excused])


@pytest.fixture
def world(transactional_db, sink, settings, language):
    settings.MAIL_SINK_DIR = str(sink.folder.path)
    settings.DEMO = True
    return World(sink, language)


@pytest.mark.parametrize(
    ("language", "look"),
    [pytest.param("es", {}, id="es-laptop"), pytest.param("en", {"phone": True, "dark": True}, id="en-phone-dark")],
)
def test_every_page_is_accessible_and_fits(open_page, enter, sound, shot, world, language, look):
    visitors, faults = {"nobody": open_page("/", language=language, **look)}, []
    for name, visits in PAGES.items():
        for who, address in visits:
            if who not in visitors:
                visitors[who] = enter(getattr(world, who), language=language, **look)
            page = visitors[who]
            page.set_viewport_size(PHONE if look.get("phone") else LAPTOP)
            response = page.goto(address.format_map(vars(world)))
            shot(page, name.replace(":", "-"))
            try:
                assert response.status == (404 if name == "404" else 200)
                sound(page, language)
                page.set_viewport_size(LAPTOP if look.get("phone") else PHONE)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "too wide in the other size"
            except AssertionError as error:
                faults.append(f"{who} {address}: {error}")
    assert not faults, "\n".join(faults)
