"""Who moves in and out at a measuring point."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.accounts.queries import find_user
from progres.audit.actions import record_about
from progres.metering.models import MeasuringPoint, Occupancy
from progres.metering.occupancy_checks import (
    BadOccupancy,
    OccupanciesOverlap,
    OccupancyFields,
    checked_occupancy,
    said_of_occupancy,
)
from progres.metering.occupants import get_occupancy
from progres.metering.queries import get_point
from progres.metering.words import index_occupancy


@transaction.atomic
def move_in(
    point_id: int,
    fields: OccupancyFields,
    *,
    ends_former: bool = False,
    by: Membership,
    at: datetime,
) -> Occupancy:
    """Note that somebody consumes at a measuring point from a moment on.

    With `ends_former` the occupancy that has no end yet and began before ends then.
    Raises MeasuringPoint.DoesNotExist if the point is not in the member's reach,
    BadOccupancy, and OccupanciesOverlap.
    """
    point = get_point(by.scope, point_id, to_change=True)
    columns = _checked(fields, point, by=by)
    if ends_former:
        _end_former(point, fields.since, by=by, at=at)
    _check_alone(point, fields, by=by)
    occupancy = Occupancy(
        tenant=point.tenant, measuring_point=point, created_at=at, **columns
    )
    occupancy.save(force_insert=True)
    index_occupancy(by.scope, occupancy)
    details: dict[str, object] = {"occupied_point": point.name, **_period(fields)}
    record_about("occupancy.begun", occupancy, by=by.actor, at=at, details=details)
    return occupancy


@transaction.atomic
def move_out(
    occupancy_id: int, until: datetime, *, by: Membership, at: datetime
) -> Occupancy:
    """Note until when somebody consumed there; also another moment than was noted.

    Raises Occupancy.DoesNotExist if it is not in the member's reach, BadOccupancy, and
    OccupanciesOverlap.
    """
    occupancy = held_occupancy(occupancy_id, by=by)
    fields = replace(said_of_occupancy(occupancy), until=until)
    checked_occupancy(fields)
    _check_alone(occupancy.measuring_point, fields, by=by, but=occupancy)
    _end(occupancy, until, by=by, at=at)
    return occupancy


@transaction.atomic
def change_occupancy(
    occupancy_id: int, fields: OccupancyFields, *, by: Membership, at: datetime
) -> Occupancy:
    """Change what is said of an occupancy, its period too; with no end it lasts.

    Raises Occupancy.DoesNotExist if it is not in the member's reach, BadOccupancy, and
    OccupanciesOverlap.
    """
    occupancy = held_occupancy(occupancy_id, by=by)
    before = said_of_occupancy(occupancy)
    columns = _checked(fields, occupancy.measuring_point, by=by, linked=before.user_id)
    _check_alone(occupancy.measuring_point, fields, by=by, but=occupancy)
    details: dict[str, object] = {
        name: [getattr(before, name), columns[name]]
        for name in ("name", "email", "phone", "reference", "note")
        if getattr(before, name) != columns[name]
    }
    told = (_period(before), _period(fields))
    details |= {
        name: [told[0].get(name), told[1].get(name)]
        for name in ("occupied_since", "occupied_until")
        if told[0].get(name) != told[1].get(name)
    }
    if before.user_id != fields.user_id:
        users = (
            find_user(by.scope, user or 0) for user in (before.user_id, fields.user_id)
        )
        details["own_account"] = [user and user.full_name for user in users]
    if details:
        for name, value in columns.items():
            setattr(occupancy, name, value)
        occupancy.save(update_fields=list(columns))
        index_occupancy(by.scope, occupancy)
        record_about(
            "occupancy.changed", occupancy, by=by.actor, at=at, details=details
        )
    return get_occupancy(by.scope, occupancy_id)


@transaction.atomic
def delete_occupancy(occupancy_id: int, *, by: Membership, at: datetime) -> None:
    """Delete an occupancy as if it had not been noted; readings and the point stay.

    Raises Occupancy.DoesNotExist if it is not in the member's reach.
    """
    occupancy = held_occupancy(occupancy_id, by=by)
    details: dict[str, object] = {
        "occupied_point": occupancy.measuring_point.name,
        **_period(said_of_occupancy(occupancy)),
    }
    record_about("occupancy.deleted", occupancy, by=by.actor, at=at, details=details)
    occupancy.delete()


def held_occupancy(occupancy_id: int, *, by: Membership) -> Occupancy:
    """Find an occupancy while nobody else changes who is at its measuring point."""
    point_id = get_occupancy(by.scope, occupancy_id).measuring_point_id
    get_point(by.scope, point_id, to_change=True)
    return get_occupancy(by.scope, occupancy_id)  # as others left it, if it is there


def _checked(
    fields: OccupancyFields,
    point: MeasuringPoint,
    *,
    by: Membership,
    linked: int | None = None,
) -> dict[str, object]:
    """Return the columns; an account that is not `linked` yet must reach the point."""
    columns = checked_occupancy(fields)
    if fields.user_id not in {None, linked}:
        user: User | None = find_user(by.scope, fields.user_id or 0)
        if user is None or user.tenant_id not in point.tenant.lineage:
            raise BadOccupancy(
                "There is no such account in '%(tenant)s' or above within your reach; "
                "choose another one, or none.",
                tenant=point.tenant.name,
            )
    return columns


def _end_former(
    point: MeasuringPoint, moment: datetime, *, by: Membership, at: datetime
) -> None:
    former = Occupancy.objects.of(by.scope).filter(
        measuring_point=point, until=None, since__lt=moment
    )
    for occupancy in former:
        _end(occupancy, moment, by=by, at=at)


def _end(
    occupancy: Occupancy, until: datetime, *, by: Membership, at: datetime
) -> None:
    before = occupancy.until
    if before == until:  # sent twice
        return
    occupancy.until = until
    occupancy.save(update_fields=["until"])
    details = {"occupied_until": [before and _utc(before), _utc(until)]}
    record_about("occupancy.ended", occupancy, by=by.actor, at=at, details=details)


def _check_alone(
    point: MeasuringPoint,
    fields: OccupancyFields,
    *,
    by: Membership,
    but: Occupancy | None = None,
) -> None:
    """Refuse that two consume at one point at once."""
    others = Occupancy.objects.of(by.scope).filter(measuring_point=point)
    if but is not None:
        others = others.exclude(id=but.id)
    if fields.until is not None:
        others = others.filter(since__lt=fields.until)
    others = others.filter(Q(until=None) | Q(until__gt=fields.since))
    other = others.order_by("since").first()
    if other is None:
        return
    if other.until is None:
        raise OccupanciesOverlap(
            "'%(name)s' consumes there since %(since)s; end that occupancy first, or "
            "choose a time before it.",
            name=other.name,
            since=_said(other.since, point),
        )
    raise OccupanciesOverlap(
        "'%(name)s' consumes there from %(since)s to %(until)s; choose a time before or "
        "after that.",
        name=other.name,
        since=_said(other.since, point),
        until=_said(other.until, point),
    )


def _period(fields: OccupancyFields) -> dict[str, object]:
    told = {"occupied_since": _utc(fields.since)}
    if fields.until is not None:
        told["occupied_until"] = _utc(fields.until)
    return {**told}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _said(moment: datetime, point: MeasuringPoint) -> str:
    """Say a moment on the clocks of the instance, as its days are entered."""
    there = moment.astimezone(ZoneInfo(point.tenant.time_zone))
    return f"{there:%d.%m.%Y %H:%M %Z}"
