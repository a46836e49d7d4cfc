"""An authenticator app in the hands of the cast."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.world import PASSWORD

HALF_MINUTE = 30  # seconds that a code is shown


def code_of(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // HALF_MINUTE)))


def show_again(client: Client) -> None:
    """Type the password once more, as pages that change how one signs in want it."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up_app(client: Client) -> str:
    """Set up an app as a person does, and return its secret."""
    show_again(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret
