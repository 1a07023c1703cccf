"""Who may come in and how: staff by password (and a second factor), customers by a code sent to their e-mail.

Nobody signs up. An unknown address, a staff address and a customer's get the same page after the same work.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext

from core.actions.mail import enqueue_mail
from core.models import User
from core.states import Role
from customers.actions.access import provision_account, without_waiting
from postventa.portal.access import GUEST
from postventa.sessions import SEEN

LOGIN_CODE = "account/email/login_code"
PASSWORD_RESET = "account/email/password_reset_key"  # noqa: S105 (a template's name)
UNKNOWN = "account/email/unknown_account"
EMAIL_LENGTH = 254


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, email: str | None, **how: Any
    ) -> HttpResponse | None:
        """A code that was sent to an address which is not the customer's any more lets nobody in."""
        theirs = user.email if isinstance(user, User) and user.role == Role.CUSTOMER else email
        if email and email != theirs:
            clear_login(request)
            return redirect("account_request_login_code")
        return super().pre_login(request, user, email=email, **how)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Whoever came in as a guest of an order is one no more. The row of their session is allauth's to write now."""
        request.session.pop(GUEST, None)
        super().login(request, user)
        request.session[SEEN] = timezone.now().isoformat()

    def logout(self, request: HttpRequest) -> None:
        """What was kept of where this session was goes with it."""
        UserSession.objects.filter(session_key=request.session.session_key or "").delete()
        super().logout(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address of this house, whatever the visitor's browser called it: a letter travels."""
        return f"{settings.BASE_URL}{urlsplit(super().get_reset_password_from_key_url(key)).path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail in our outbox, in our words. For an unknown address: the same work, then undone."""
        if template_prefix not in (LOGIN_CODE, PASSWORD_RESET, UNKNOWN):
            raise LookupError(f"This house does not send {template_prefix}")
        with transaction.atomic():
            without_waiting()
            if template_prefix == PASSWORD_RESET:
                self._enqueue("password_reset", email, {"action_url": context["password_reset_url"]})
            else:
                self._enqueue("login_code", email, {"code": context.get("code") or self.generate_login_code()})
            if template_prefix == UNKNOWN:
                transaction.set_rollback(True)

    def _enqueue(self, kind: str, email: str, context: dict[str, Any]) -> None:
        subject = {"login_code": gettext("Your sign-in code"), "password_reset": gettext("A new password")}[kind]
        context = {"minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60, "subject": subject, **context}
        enqueue_mail(
            kind=kind,
            to=email,
            subject=f"{subject} · {settings.COMPANY['name']}",
            text=render_to_string(f"mail/{kind}.txt", context),
            html=render_to_string(f"mail/{kind}.html", context),
            language=get_language() or settings.LANGUAGE_CODE,
            secret=True,
            now=timezone.now(),
        )


class Plain:
    """allauth's forms without the placeholders that repeat their labels, nor the links that the page has already.

    No e-mail is longer than our rows hold.
    """

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name in ("email", "login"):
            if name in self.fields:
                self.fields[name].validators.append(MaxLengthValidator(EMAIL_LENGTH))
                self.fields[name].widget.attrs["maxlength"] = EMAIL_LENGTH
        for name in ("password", "oldpassword"):
            if name in self.fields:
                self.fields[name].help_text = ""


class LoginForm(Plain, forms.LoginForm):
    """Staff come in."""


class RequestCodeForm(Plain, forms.RequestLoginCodeForm):
    """A customer asks for a code; a known customer's first time makes their account."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"] = self.cleaned_data["email"].strip().lower()
        user = provision_account(email=email, now=timezone.now())
        super().clean_email()
        if user is None or user.is_agent or user.is_staff:
            self._user = None
        return email


class ConfirmCodeForm(Plain, forms.ConfirmLoginCodeForm):
    """A customer types the code; capitals, spaces and dashes do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.expected_code:  # nobody's e-mail: allauth looks for the account of a known one
            User.objects.filter(pk=0).first()
        self.fields["code"].widget.attrs |= {
            "class": "code-input",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "autofocus": True,
        }


class ResetForm(Plain, forms.ResetPasswordForm):
    """Only staff have a password to reset."""

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if user.is_agent or user.is_staff]
        return email


class ResetKeyForm(Plain, forms.ResetPasswordKeyForm):
    """Staff choose a new password by the link of a mail."""


class ReauthenticateForm(Plain, forms.ReauthenticateForm):
    """Staff confirm who they are before something delicate."""


class ChangePasswordForm(Plain, forms.ChangePasswordForm):
    """Staff change their password."""
