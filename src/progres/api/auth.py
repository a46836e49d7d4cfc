"""Who calls: an API key, or for reading the session of a signed-in person."""

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from progres.accounts.access import Permission
from progres.accounts.gate import (
    NotAMember,
    UnknownApiKey,
    get_membership,
    get_membership_by_key,
)
from progres.accounts.membership import Membership
from progres.accounts.origin import origin_of
from progres.accounts.sign_in_rules import owes_second_factor
from progres.api.answers import ApiRequest
from progres.api.problems import Forbidden, SecondFactorOwed
from progres.database.scope import scoped


class ApiKey(HttpBearer):
    """`Authorization: Bearer pk_…`; acts for the key's user, who has the rights."""

    openapi_description = "A key made on the page “API keys”."

    def __init__(self, permissions: Collection[Permission], *, changes: bool) -> None:
        super().__init__()
        self.permissions = permissions
        self.changes = changes

    def authenticate(self, request: HttpRequest, token: str) -> Membership:
        origin = origin_of(request)
        try:
            by = get_membership_by_key(token, at=timezone.now(), origin=origin)
        except (UnknownApiKey, NotAMember):
            raise AuthenticationError from None
        if self.changes and by.key is not None and by.key.read_only:
            raise Forbidden(next(iter(self.permissions)))
        return _admit(request, by, self.permissions)


class Session(APIKeyCookie):
    """The cookie of a signed-in person, in the person's own instance; only reads.

    Other sites cannot read the answers, and nothing is changed: no CSRF token needed.
    """

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of a signed-in person; only for reading."

    def __init__(self, permissions: Collection[Permission]) -> None:
        super().__init__(csrf=False)
        self.permissions = permissions

    def authenticate(self, request: HttpRequest, key: str | None) -> Membership | None:
        if not key or not request.user.is_authenticated:
            return None
        user = request.user
        try:
            by = get_membership(
                user,
                user.tenant_id,
                origin=origin_of(request),
                at=timezone.now(),
                read_only=True,
            )
        except NotAMember:
            raise AuthenticationError from None
        if owes_second_factor(user, at=timezone.now()):
            raise SecondFactorOwed
        return _admit(request, by, self.permissions)


def readers(*permissions: Permission) -> list[ApiKey | Session]:
    """Let keys and signed-in persons with these rights call a view that only reads."""
    return [ApiKey(permissions, changes=False), Session(permissions)]


def writers(*permissions: Permission) -> ApiKey:
    """Let keys with these rights call a view that changes something."""
    return ApiKey(permissions, changes=True)


def _admit(
    request: HttpRequest, by: Membership, permissions: Collection[Permission]
) -> Membership:
    """Let the rest of the transaction see what the caller may see; raise Forbidden."""
    for permission in permissions:
        if not by.may(permission):
            raise Forbidden(permission)
    by = by.for_page_of(permissions)
    inside: ApiRequest = request  # type: ignore[assignment] # made so by `answering`
    inside.by = by
    use = None if by.key is None else "export"
    inside.within.enter_context(scoped(by.scope, use=use))
    return by
