from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from progres.database.scope import Scope, scoped
from progres.devices.models import Device
from progres.displays.models import DisplayToken, DisplayTokenQuerySet
from progres.kit.secrets import hash_token


class UnknownDisplay(LookupError):
    """The address was never made, has expired, or was revoked."""


@dataclass(frozen=True, kw_only=True)
class Display:
    """What a wall screen shows, and the instances that this may tell of."""

    token: DisplayToken
    scope: Scope


def search_displays(scope: Scope) -> DisplayTokenQuerySet:
    """Wall screens of the instances in scope by their making, expired ones too."""
    displays = DisplayToken.objects.of(scope).select_related("tenant", "device")
    return displays.order_by("id")


def get_display(scope: Scope, display_id: int) -> DisplayToken:
    """Raise DisplayToken.DoesNotExist for one that is not in scope."""
    return search_displays(scope).get(id=display_id)


def displays_of(scope: Scope, device: Device, *, at: datetime) -> DisplayTokenQuerySet:
    """Wall screens in scope on which a device with its instance is shown at `at`."""
    displays = search_displays(scope).filter(expires_at__gt=at)
    displays = displays.filter(tenant_id__in=device.tenant.lineage)
    return displays.filter(Q(device=None) | Q(device=device))


def open_display(token: str, *, at: datetime) -> Display:
    """Find what the address of a wall screen shows: of its instance and those below.

    Must run inside a transaction. Raises UnknownDisplay.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select token_id, lineage, subtree from use_display_token(%s, %s)",
            [hash_token(token), at],
        )
        row = cursor.fetchone()
    if row is None:
        raise UnknownDisplay
    token_id, lineage, subtree = row
    above = frozenset(lineage) - frozenset(subtree)
    scope = Scope(frozenset(subtree), above, roles=frozenset())  # everybody may look
    with scoped(scope):
        return Display(token=get_display(scope, token_id), scope=scope)
