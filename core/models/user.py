from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.states import LANGUAGE_CODES, Role


class UserQuerySet(models.QuerySet["User"]):
    def agents(self) -> UserQuerySet:
        """Staff who can be given cases."""
        return self.filter(role__in=[Role.AGENT, Role.MANAGER], is_active=True)


class Users(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def _make(self, email: str, password: str | None, **fields: object) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A new account; without a password it can only be entered by an e-mailed code."""
        return self._make(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """An account for the administration pages."""
        return self._make(email, password, **{"is_staff": True, "is_superuser": True, "role": Role.MANAGER, **fields})


class User(AbstractUser):
    """An account: staff, or a customer who signs in. A customer's rows are found by this proved e-mail."""

    username = None  # type: ignore[assignment]
    first_name = last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.CUSTOMER)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    teams = models.ManyToManyField("core.Team", verbose_name=_("teams"), related_name="members", blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("cases in hand at most"), null=True, blank=True, help_text=_("No more are handed out. Empty: no limit.")
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[Users] = Users()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="user_language_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def is_agent(self) -> bool:
        """Works at the desk (managers do too)."""
        return self.role in (Role.AGENT, Role.MANAGER)

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in words[:2]).upper()
