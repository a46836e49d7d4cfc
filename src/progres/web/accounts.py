"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from progres.accounts.origin import client_ip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # untyped
    """Nobody signs up by himself; accounts are made by those entitled."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Say whose attempts to sign in are counted together: not all of a proxy's."""
        return client_ip(request) or "unknown"
