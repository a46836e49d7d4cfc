"""Setting, prolonging and lifting legal holds."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db import transaction

from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.accounts.queries import find_user_by_email
from progres.audit.actions import record_about
from progres.devices.models import Device
from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line
from progres.metering.models import MeasuringPoint
from progres.privacy.holds import Covers
from progres.privacy.models import LegalHold

LONGEST = timedelta(days=366)
LONGEST_REASON = 300

Thing: TypeAlias = Device | MeasuringPoint | User


class BadHold(Refusal):
    """A legal hold cannot be like this; the message says what would be right."""


class HoldIsOver(Refusal):
    """A hold that ended or was lifted holds nothing any more."""


@dataclass(frozen=True, kw_only=True)
class HoldFields:
    """What must not be deleted until when, and why; no id for the whole instance."""

    covers: Covers
    thing_id: int | None
    reason: str
    until: datetime


@transaction.atomic
def set_hold(fields: HoldFields, *, by: Membership, at: datetime) -> LegalHold:
    """Hold something of the instance of `by`; raises BadHold.

    Also for a thing that is not of the instance, or is held already.
    """
    reason = fields.reason.strip()
    if not reason or len(reason) > LONGEST_REASON or not is_one_line(reason):
        raise BadHold(
            "A hold needs a reason in one line of at most %(most)s characters, such as "
            "'Court case 7 O 123/26'.",
            most=LONGEST_REASON,
        )
    _check_end(fields.until, at)
    name = _name(fields, by)
    what = {"covers": fields.covers, "thing_id": fields.thing_id}
    holds = LegalHold.objects.of(by.scope).filter(tenant=by.tenant, **what)
    if holds.held_at(at).exists():
        raise BadHold("'%(thing)s' is held already; prolong that hold.", thing=name)
    hold = LegalHold(
        tenant=by.tenant,
        **what,
        thing=name,
        reason=reason,
        set_by=by.user,
        began_at=at,
        until=fields.until,
    )
    hold.save(force_insert=True)
    details = {
        "covers": str(fields.covers),
        "reason": reason,
        "held_until": fields.until.isoformat(),
    }
    record_about("legal_hold.set", hold, by=by.actor, at=at, details=details)
    return hold


@transaction.atomic
def prolong_hold(
    hold_id: int, until: datetime, *, by: Membership, at: datetime
) -> None:
    """Let a hold end later, or earlier; at most a year from now.

    Raises LegalHold.DoesNotExist for one that is not of an instance in scope, BadHold,
    and HoldIsOver.
    """
    hold = _in_force(hold_id, by, at)
    _check_end(until, at)
    if until == hold.until:
        return
    before, hold.until = hold.until, until
    hold.save(update_fields=["until"])
    ends = [before.isoformat(), until.isoformat()]
    record_about(
        "legal_hold.prolonged", hold, by=by.actor, at=at, details={"held_until": ends}
    )


@transaction.atomic
def lift_hold(hold_id: int, *, by: Membership, at: datetime) -> None:
    """Let go what a hold covers; what is due then goes with the next run.

    Raises as `prolong_hold` does.
    """
    hold = _in_force(hold_id, by, at)
    hold.lifted_at = at
    hold.save(update_fields=["lifted_at"])
    record_about("legal_hold.lifted", hold, by=by.actor, at=at)


def _in_force(hold_id: int, by: Membership, at: datetime) -> LegalHold:
    holds = LegalHold.objects.of(by.scope)
    hold = holds.select_for_update(of=("self",)).get(id=hold_id)
    if hold.lifted_at is not None or hold.until <= at:
        raise HoldIsOver("This hold is over; set a new one.")
    return hold


def _check_end(until: datetime, at: datetime) -> None:
    if not at < until <= at + LONGEST:
        raise BadHold(
            "A hold ends at most a year from now; it can be prolonged before that."
        )


def find_thing(covers: Covers, text: str, *, by: Membership) -> int:
    """Return the id of what people call so in the instance of `by`; 0 if there is none.

    A device by its DevEUI, also a deleted one; a measuring point by number or name; an
    account by its address.
    """
    scope, own = by.scope, {"tenant": by.tenant}
    found: Thing | None = None
    match covers:
        case Covers.DEVICE:
            eui = {"dev_eui": re.sub("[^0-9a-f]", "", text.lower())}
            devices = Device.objects.of(scope).filter(**own, **eui)
            deleted = Device.objects.deleted_of(scope)  # tenancy: those in scope
            deleted = deleted.filter(**own, **eui).order_by("-deleted_at")
            found = devices.first() or deleted.first()
        case Covers.POINT:
            points = MeasuringPoint.objects.of(scope).filter(**own)
            found = (
                points.filter(number=text).first() or points.filter(name=text).first()
            )
        case Covers.ACCOUNT:
            found = find_user_by_email(scope, text)
        case Covers.INSTANCE:
            pass
    return found.id if found else 0


def _name(fields: HoldFields, by: Membership) -> str:
    """What the held thing is called; raises BadHold if it is not of the instance."""
    scope, number = by.scope, fields.thing_id or 0
    thing: Thing | None = None
    match fields.covers:
        case Covers.INSTANCE:
            return by.tenant.name
        case Covers.DEVICE:
            devices = Device.objects.of(scope).filter(id=number)
            deleted = Device.objects.deleted_of(scope)  # tenancy: those in scope
            thing = devices.first() or deleted.filter(id=number).first()
        case Covers.POINT:
            thing = MeasuringPoint.objects.of(scope).filter(id=number).first()
        case Covers.ACCOUNT:
            thing = User.objects.of(scope).filter(id=number).first()
    if thing is None or thing.tenant_id != by.tenant.id:
        raise BadHold("There is no such thing in this instance; choose another one.")
    return thing.full_name if isinstance(thing, User) else thing.name
