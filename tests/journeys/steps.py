"""What the visitors of the journeys do again and again."""

import datetime as dt
import re

from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


def link_in(message, path):
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"/{path}/[^/\s]+/", text).group(0)


def form_to(page, name, *args):
    """The form of a page that is sent to this address; a form without one is sent to the page's own."""
    address = reverse(name, args=args)
    forms = [f for f in page.forms.values() if f.method.upper() == "POST"]
    return next(form for form in forms if (form.action or page.request.path) == address)


def form_with(page, field):
    """The form of a page that has this field."""
    return next(form for form in page.forms.values() if field in form.fields)


def sign_in(browser, email):
    form = form_to(browser.get(reverse("account_login")), "account_login")
    form["login"], form["password"] = email, PASSWORD
    form.submit().maybe_follow()
