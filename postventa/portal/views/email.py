"""Another e-mail: asked for when signed in, confirmed by whoever reads the new address."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import actor_of
from core.errors import Refused
from core.models import User
from customers.actions.email import ask_email_change
from customers.links import EmailChange, email_change_of, email_changed_by
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.access import customer_required
from postventa.portal.forms.me import EmailForm
from postventa.portal.masks import masked
from postventa.portal.recent import came_in_lately
from postventa.sessions import end_sessions, sessions_of
from tickets.actions.addresses import change_email


@require_http_methods(["GET", "HEAD", "POST"])
@limits.emails_by_customer
@customer_required
def email(request: HttpRequest) -> HttpResponse:
    """Where they write the new address, if they came in a short while ago. The answer is the same whoever has it."""
    lately = came_in_lately(request)
    form = EmailForm(request.POST if request.method == "POST" and lately else None)
    if form.is_bound and limits.is_limited(request):
        form.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))
    if form.is_valid() and _asked(form, request.user):  # type: ignore[arg-type]
        messages.success(
            request,
            _("We have written to %(email)s. Open the link in that letter, and it is your new address.")
            % {"email": form.cleaned_data["email"]},
        )
        return redirect("portal:me")
    status = 200 if not form.is_bound else 429 if limits.is_limited(request) else 422
    return render(request, "portal/me/email.html", {"form": form, "lately": lately, "nav": "me"}, status=status)


@mark("link")
@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_link
def email_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the letter's link leads: a GET shows what would change, a POST changes it. It works once.

    Sent twice (a double click), the second answer says what the first did.
    """
    change = email_change_of(token, timezone.now())
    if change is None and request.method == "POST" and (done := email_changed_by(token, timezone.now())):
        return _noindex(render(request, "portal/me/email_done.html", {"change": done}))
    if change is None:
        return _noindex(render(request, "portal/me/email_gone.html", status=404))
    context: dict[str, object] = {"change": change, "old": masked(change.account.email), "token": token}
    status = 200
    if request.method == "POST" and limits.is_limited(request):
        return limits.too_many(request, seconds=limits.HOUR)
    if request.method == "POST":
        try:
            _change(request, change)
            return _noindex(render(request, "portal/me/email_done.html", context))
        except Refused as error:
            context["refusal"], status = str(error), 409
    return _noindex(render(request, "portal/me/email_confirm.html", context, status=status))


def _change(request: HttpRequest, change: EmailChange) -> None:
    """The account, what hangs on it, and what the sign-in knows of it: together or not at all.

    Whoever is signed in elsewhere comes in again by the new address: the old one may have been read by somebody else.
    """
    with transaction.atomic():
        account = change.account
        change_email(account=account, email=change.email, by=actor_of(account), now=timezone.now())
        EmailAddress.objects.filter(user=account).delete()
        EmailAddress.objects.create(user=account, email=change.email, verified=True, primary=True)
        end_sessions(row for row in sessions_of(account) if row.session_key != request.session.session_key)


def _asked(form: EmailForm, account: User) -> bool:
    try:
        ask_email_change(account=account, email=form.cleaned_data["email"], now=timezone.now())
    except Refused as error:
        form.add_error("email", str(error))
    return not form.errors


def _noindex(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
