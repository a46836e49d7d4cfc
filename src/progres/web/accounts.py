"""How django-allauth behaves here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from allauth.account import auth_backends
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from progres.accounts.lookups import account_of
from progres.accounts.membership import actor_of
from progres.accounts.models import User
from progres.accounts.origin import anonymous_actor, client_ip, origin_of
from progres.accounts.sessions import end_sessions
from progres.accounts.sign_ins import (
    note_failed_sign_in,
    note_lock_out,
    note_password_change,
    note_sign_in,
    note_sign_out,
)
from progres.database.scope import signing_in
from progres.kit.secrets import hash_token

LONGEST_LOCK_S = 24 * 60 * 60  # as in ACCOUNT_RATE_LIMITS

# Of allauth's texts those that its German says by first name and pages here can show;
# our catalogue goes before its own.
gettext_noop("You must type the same password each time.")
gettext_noop("Use your password")
gettext_noop("Use authenticator app or code")
gettext_noop("Use a security key")


def signs_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view of allauth find accounts, which nobody else sees without a scope."""

    @wraps(view)
    def signing(request: HttpRequest, *args: object, **ids: object) -> HttpResponse:
        with signing_in():
            return view(request, *args, **ids)

    return signing


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc] # untyped
    """Finds the person of a session before there is a scope."""

    def get_user(self, user_id: int) -> User | None:
        user = account_of(user_id)
        return user if user is not None and user.is_active else None


@contextmanager
def locks_out(request: HttpRequest, who: str, email: str = "") -> Iterator[None]:
    """Note a lock-out once when it begins; `who` is locked out by what is inside."""
    key = f"locked-out:{hash_token(who).hex()}"
    try:
        yield
    except ValidationError:
        if cache.add(key, value=True, timeout=LONGEST_LOCK_S):
            note_lock_out(email, by=anonymous_actor(request), at=timezone.now())
        raise
    cache.delete(key)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # untyped
    """Nobody signs up by himself; whatever people do here stands in the audit log."""

    # In our words, since allauth's German is on first-name terms with everybody.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "enter_current_password": _("The current password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "too_many_login_attempts": _(
            "Too many failed attempts. Please wait; the more there are, the longer."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Say whose attempts to sign in are counted together: not all of a proxy's."""
        return client_ip(request) or "unknown"

    def _get_login_attempts_cache_key(
        self,
        request: HttpRequest,  # noqa: ARG002 allauth's own holds its Host header
        **credentials: str,
    ) -> str:
        return credentials.get("email", "").strip().lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Refuse accounts, and addresses of clients, at which too much failed."""
        email = credentials.get("email", "")
        with locks_out(request, f"account {email.strip().lower()}", email):
            super().pre_authenticate(request, **credentials)
        with locks_out(request, f"from {self.get_client_ip(request)}"):
            self._failed_from = ratelimit.consume(
                request, app="allauth.account", action="login_failed_from"
            )
            if not self._failed_from:
                raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        self._failed_from.rollback()

    def reauthenticate(self, user: User, password: str) -> bool:
        """Ask for the password again; allauth's own way looks for other addresses."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        by = actor_of(user, origin_of(request))
        note_sign_in(user, by=by, at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        if isinstance(user := request.user, User):
            by = actor_of(user, origin_of(request))
            note_sign_out(user, by=by, at=timezone.now())
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        if isinstance(request.user, User):
            return  # the old password, asked for where a new one is chosen
        email = credentials.get("email", "")
        note_failed_sign_in(email, by=anonymous_actor(request), at=timezone.now())

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        by = anonymous_actor(request)
        note_failed_sign_in(user.email, by=by, at=timezone.now())
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        by, at = actor_of(user, origin_of(self.request)), timezone.now()
        note_password_change(user, by=by, at=at)
        end_sessions(user, keep=self.request.session.session_key, by=by, at=at)


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Refuses passwords that many people have."""

    def get_error_message(self) -> str:
        return str(_("This password is too easy to guess."))


class SimilarPasswordValidator(password_validation.UserAttributeSimilarityValidator):
    """Refuses passwords that are like the person's name or address."""

    def get_error_message(self) -> str:
        return str(_("This password is too similar to your name or e-mail address."))
