"""Who uses the site: accounts, the organisations they come from, and the roles they hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from .roles import PARTS, Role


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> User:
        """An account known by its address of e-mail."""
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person with an account. What a person may do comes from their roles alone."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session was opened with: another password, or other codes, and it is closed."""
        codes = self.authenticator_set.filter(type="totp").values_list("pk", flat=True).first()
        salt = "whatworks_site.people.session"
        return salted_hmac(salt, f"{self.password} {codes}", secret=secret, algorithm="sha256").hexdigest()


class Organisation(models.Model):
    """Where people come from: a council, a charity, a university."""

    name = models.CharField(max_length=200, unique=True)

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a person holds: everywhere, or in one review."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    review = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="memberships"
    )
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A role is held once in one place."""

        ordering: ClassVar[list[str]] = ["role", "review"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role", "review"], name="people_one_membership"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="people_known_role"),
            models.CheckConstraint(
                condition=~models.Q(role__in=PARTS, review=""), name="people_parts_in_a_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}{f' of {self.review}' if self.review else ''}"
