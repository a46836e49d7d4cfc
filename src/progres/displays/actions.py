from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.rights import BeyondOwnRights
from progres.audit.actions import record_about
from progres.devices.queries import get_device
from progres.displays.models import DisplayToken
from progres.displays.queries import get_display
from progres.displays.rules import LONGEST_DAYS, LONGEST_NAME, Shown
from progres.kit.refusal import Refusal, Said
from progres.kit.secrets import hash_token, new_token
from progres.kit.texts import text_problem
from progres.tenants.models import Tenant

TOKEN_PREFIX = "pd"  # noqa: S105 the beginning of a secret, not one
SHOWN_CHARACTERS = 8  # of a token, so that it is recognised in the list
# What the pages tell, and whoever lets a wall tell it must be told, too.
NEEDED = (Permission.DEVICES_VIEW, Permission.READINGS_VIEW, Permission.ALARMS_VIEW)


class BadDisplay(Refusal):
    """A wall screen cannot be like this; the message says why and what would be right."""


@dataclass(frozen=True, kw_only=True)
class DisplayFields:
    """What is said of a wall screen; `device_id` is of the one that it shows."""

    name: str
    shown: str
    expires_at: datetime
    device_id: int | None = None


@transaction.atomic
def make_display(
    fields: DisplayFields, *, tenant: Tenant, by: Membership, at: datetime
) -> tuple[DisplayToken, str]:
    """Let a screen show a page of an instance in scope; return it and its token.

    Where it shows a device, that device's instance takes the place of `tenant`. Raises
    BadDisplay, Device.DoesNotExist, and BeyondOwnRights for somebody who may not see
    these pages.
    """
    name = fields.name.strip()
    _check(fields, name, at)
    for permission in NEEDED:
        if not by.may(permission):
            raise BeyondOwnRights(
                "A wall screen shows what needs the right '%(permission)s', which you "
                "do not have yourself.",
                permission=permission,
            )
    device = None
    if fields.device_id is not None:
        device = get_device(by.scope, fields.device_id)
    token = new_token(TOKEN_PREFIX)
    display = DisplayToken(
        tenant=device.tenant if device else tenant,
        name=name,
        prefix=token[: len(TOKEN_PREFIX) + 1 + SHOWN_CHARACTERS],
        token_hash=hash_token(token),
        shown=fields.shown,
        device=device,
        created_at=at,
        expires_at=fields.expires_at,
    )
    display.save(force_insert=True)
    details: dict[str, object] = {
        "shown": display.shown,
        "expires_at": display.expires_at.date().isoformat(),
    }
    record_about("display.created", display, by=by.actor, at=at, details=details)
    return display, token


@transaction.atomic
def revoke_display(display_id: int, *, by: Membership, at: datetime) -> None:
    """End a screen's address; it shows nothing more when it next asks.

    Raises DisplayToken.DoesNotExist for one that is not in scope.
    """
    display = get_display(by.scope, display_id)
    record_about("display.revoked", display, by=by.actor, at=at, details={})
    display.delete()


def _check(fields: DisplayFields, name: str, at: datetime) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise BadDisplay(
            "A wall screen needs a name of at most %(most)s characters that says where "
            "it hangs.",
            most=LONGEST_NAME,
        )
    if problem := text_problem(Said("name"), name, most=LONGEST_NAME):
        raise BadDisplay.like(problem)
    if not at < fields.expires_at <= at + timedelta(days=LONGEST_DAYS):
        raise BadDisplay(
            "A wall screen must end, in the future and within %(most)s days; "
            "choose a day in between.",
            most=LONGEST_DAYS,
        )
    if (fields.device_id is None) is (fields.shown == Shown.DEVICE):
        raise BadDisplay(
            "A wall screen with '%(shown)s' shows a device and needs one; "
            "the others take none.",
            shown=Shown.DEVICE,
        )
