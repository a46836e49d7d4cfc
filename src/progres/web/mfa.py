"""How allauth's second factors behave here: words, sealed secrets, what is noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.models import User
from progres.accounts.origin import anonymous_actor
from progres.accounts.second_factors import factors_of, open_secret, seal_secret
from progres.accounts.sign_ins import note_failed_sign_in
from progres.web.accounts import locks_out

PASSKEY = "webauthn"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # untyped
    """Secrets are sealed, and passkeys belong to the address of the installation."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This was not accepted. Codes are good for half a minute, once; try the next."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        return f"PROGRES {urlsplit(settings.BASE_URL).hostname}"

    def build_totp_svg(self, url: str) -> str:
        """Draw a QR code without styles or scripts, black on white in every theme."""
        return str(segno.make(url).svg_inline(scale=5, light="#fff", omitsize=True))

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        number = factors_of(user).filter(type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": "PROGRES"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.full_name}


class CodeForm(AuthenticateForm):  # type: ignore[misc] # untyped
    """A code at sign-in; a wrong one is a sign-in that failed."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                with locks_out(
                    context.request, f"code of {self.user.pk}", self.user.email
                ):
                    raise
            raise
        return code

    def _emit_authentication_failed(self, authenticator: object) -> None:  # noqa: ARG002
        _note_failure(self.user)


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc] # untyped
    """A passkey beside the password; a wrong one is a sign-in that failed."""

    def clean_credential(self) -> object:
        try:
            with _readable():
                return super().clean_credential()
        except ValidationError:
            _note_failure(self.user)
            raise


class PasskeyAloneForm(LoginWebAuthnForm):  # type: ignore[misc] # untyped
    """A passkey instead of the password; whose it is not known if it is wrong."""

    def clean_credential(self) -> object:
        with _readable():
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc] # untyped
    """A passkey to show that it is still the same person."""

    def clean_credential(self) -> object:
        with _readable():
            return super().clean_credential()


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc] # untyped
    """A passkey that was just made."""

    def clean(self) -> dict[str, Any]:
        with _readable():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


@contextmanager
def _readable() -> Iterator[None]:
    """Refuse what is no answer of a browser; allauth and fido2 trust in its form."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MFAAdapter().validation_error("incorrect_code") from error


def _note_failure(user: User) -> None:
    by = anonymous_actor(context.request)
    note_failed_sign_in(user.email, by=by, at=timezone.now())
