"""Who or what has rights in an instance: every kind of access in the same few words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from progres.accounts.api_key_queries import search_keys
from progres.accounts.membership import Membership
from progres.accounts.queries import search_grants, search_invitations, search_users
from progres.displays.queries import search_displays
from progres.web.displays import SHOWN_WORDS
from progres.web.permission_words import in_words
from progres.web.role_words import role_names
from progres.web.words import Words

if TYPE_CHECKING:
    from progres.accounts.models import ApiKey, Grant, Invitation, User
    from progres.displays.models import DisplayToken

# Names of roles by slug.
Names = Mapping[str, str]


class Kind(StrEnum):
    """The ways in which somebody or something comes to rights."""

    ACCOUNTS = "accounts"
    GRANTS = "grants"
    KEYS = "keys"
    SCREENS = "screens"
    INVITATIONS = "invitations"


KIND_WORDS: Words = {
    Kind.ACCOUNTS: gettext_lazy("Accounts"),
    Kind.GRANTS: gettext_lazy("Further instances"),
    Kind.KEYS: gettext_lazy("API keys"),
    Kind.SCREENS: gettext_lazy("Wall screens"),
    Kind.INVITATIONS: gettext_lazy("Open invitations"),
}


@dataclass(frozen=True, kw_only=True)
class Access:
    """One access; `used_at` is the last sign-in, or the last use of what is no person."""

    id: int
    who: str
    note: str
    instance: str
    rights: str
    since: datetime
    until: datetime | None = None
    used_at: datetime | None = None


def search_accesses(by: Membership, kind: Kind) -> QuerySet[Any]:
    """All accesses of a kind to the instances in scope, by their making."""
    return _found(by, kind).order_by("id")


def told(by: Membership, kind: Kind, rows: Iterable[Any]) -> list[Access]:
    """Put accesses of a kind into words of the reader's language."""
    roles = role_names(by.scope)
    return [_IN_WORDS[kind](row, roles) for row in rows]


def _found(by: Membership, kind: Kind) -> QuerySet[Any]:
    match kind:
        case Kind.ACCOUNTS:
            return search_users(by.scope)
        case Kind.GRANTS:
            return search_grants(by.scope)
        case Kind.KEYS:
            return search_keys(by)
        case Kind.SCREENS:
            return search_displays(by.scope)
        case Kind.INVITATIONS:
            return search_invitations(by.scope)


def _of_account(user: "User", roles: Names) -> Access:
    role = roles.get(user.role, user.role)
    return Access(
        id=user.id,
        who=user.full_name,
        note=user.email,
        instance=user.tenant.name,
        rights=role if user.is_active else _("%(role)s, disabled") % {"role": role},
        since=user.created_at,
        used_at=user.signed_in_at,
    )


def _of_grant(grant: "Grant", roles: Names) -> Access:
    return Access(
        id=grant.id,
        who=grant.user.full_name,
        note=grant.user.email,
        instance=grant.tenant.name,
        rights=roles.get(grant.role, grant.role),
        since=grant.created_at,
        until=grant.expires_at,
        used_at=grant.user.signed_in_at,
    )


def _of_key(key: "ApiKey", _roles: Names) -> Access:
    rights = (
        _("All of the person") if key.permissions is None else in_words(key.permissions)
    )
    if key.read_only:
        rights = f"{rights} ({_('only reading')})"
    return Access(
        id=key.id,
        who=f"{key.name} ({key.prefix}…)",
        note=key.user.full_name,
        instance=key.tenant.name,
        rights=rights,
        since=key.created_at,
        until=key.expires_at,
        used_at=key.last_used_at,
    )


def _of_screen(display: "DisplayToken", _roles: Names) -> Access:
    shown = display.device.name if display.device else str(SHOWN_WORDS[display.shown])
    return Access(
        id=display.id,
        who=f"{display.name} ({display.prefix}…)",
        note="",
        instance=display.tenant.name,
        rights=pgettext("wall screen", "shows: %(what)s") % {"what": shown},
        since=display.created_at,
        until=display.expires_at,
        used_at=display.last_used_at,
    )


def _of_invitation(invitation: "Invitation", roles: Names) -> Access:
    return Access(
        id=invitation.id,
        who=invitation.full_name,
        note=invitation.email,
        instance=invitation.tenant.name,
        rights=roles.get(invitation.role, invitation.role),
        since=invitation.created_at,
    )


_IN_WORDS: dict[Kind, Callable[[Any, Names], Access]] = {
    Kind.ACCOUNTS: _of_account,
    Kind.GRANTS: _of_grant,
    Kind.KEYS: _of_key,
    Kind.SCREENS: _of_screen,
    Kind.INVITATIONS: _of_invitation,
}
