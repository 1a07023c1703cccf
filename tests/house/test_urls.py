"""DESIGN §5: every address says who may open it."""

import pytest
from django.urls import URLPattern, get_resolver

KINDS = {"public", "customer", "visitor", "link", "staff", "manager"}
# Addresses of libraries that guard themselves.
THEIRS = ("admin/", "account/", "i18n/")


def addresses(patterns, prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from addresses(pattern.url_patterns, path)


OURS = [(path, view) for path, view in addresses(get_resolver().url_patterns) if not path.startswith(THEIRS)]


@pytest.mark.parametrize(("path", "view"), OURS, ids=[path or "/" for path, _view in OURS])
def test_every_address_declares_its_access(path, view):
    assert getattr(view, "access", None) in KINDS, f"{path}: mark the view with postventa.access_marks.mark"
