"""Which readings a request is about: measuring points, each with a period."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.metering.models import Occupancy
from progres.metering.queries import get_point
from progres.privacy.models import PersonRequest, RequestSpan
from progres.privacy.request_checks import BadPersonRequest, must_be
from progres.privacy.request_queries import get_request, spans_of
from progres.privacy.rules import UNDECIDED
from progres.tenants.queries import tenants_below

MOST_SPANS = 100


@transaction.atomic
def add_occupancy(
    request_id: int, occupancy_id: int, *, by: Membership, at: datetime
) -> RequestSpan:
    """Let a request be about all that was measured while somebody was there.

    Raises BadPersonRequest, WrongStep, Occupancy.DoesNotExist.
    """
    occupancies = Occupancy.objects.of(by.scope).select_related("measuring_point")
    occupancy = occupancies.get(id=occupancy_id)
    request = _to_change(request_id, by)
    span = RequestSpan(
        tenant=request.tenant,
        request=request,
        measuring_point=occupancy.measuring_point,
        occupancy=occupancy,
        since=occupancy.since,
        until=occupancy.until,
    )
    return _add(span, request, by, at)


@transaction.atomic
def add_span(
    request_id: int,
    point_id: int,
    *,
    since: datetime,
    until: datetime | None,
    by: Membership,
    at: datetime,
) -> RequestSpan:
    """Let a request be about a period in which nobody is entered at a measuring point.

    Where somebody is entered, `add_occupancy` says whose time it was. Raises
    BadPersonRequest, WrongStep, MeasuringPoint.DoesNotExist.
    """
    point = get_point(by.scope, point_id)
    if until is not None and until <= since:
        raise BadPersonRequest("The period must end after it begins.")
    lived_in = Q(until=None) | Q(until__gt=since)
    if until is not None:
        lived_in &= Q(since__lt=until)
    occupancies = Occupancy.objects.of(by.scope).filter(measuring_point=point)
    if occupancies.filter(lived_in).exists():
        raise BadPersonRequest(
            "Somebody is entered at '%(point)s' in this period; choose the occupancy of "
            "the person, or a period outside it.",
            point=point.name,
        )
    request = _to_change(request_id, by)
    span = RequestSpan(
        tenant=request.tenant,
        request=request,
        measuring_point=point,
        since=since,
        until=until,
    )
    return _add(span, request, by, at)


@transaction.atomic
def remove_span(request_id: int, span_id: int, *, by: Membership, at: datetime) -> None:
    """Take a period out of a request; one that is gone already stays so. Raises WrongStep."""
    request = _to_change(request_id, by)
    spans = RequestSpan.objects.of(by.scope).filter(request=request, id=span_id)
    if spans.delete()[0]:
        _changed(request, by, at)


def _to_change(request_id: int, by: Membership) -> PersonRequest:
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, *UNDECIDED)
    return request


def _add(
    span: RequestSpan, request: PersonRequest, by: Membership, at: datetime
) -> RequestSpan:
    point = span.measuring_point
    if point.tenant_id not in tenants_below(by.scope, request.tenant_id):
        raise BadPersonRequest(
            "'%(point)s' is not of the instance that decides this request; hand the "
            "request over first.",
            point=point.name,
        )
    before = spans_of(by.scope, request)
    if len(before) >= MOST_SPANS:
        raise BadPersonRequest(
            "This request is about %(most)s periods already; enter a second one.",
            most=MOST_SPANS,
        )
    if any(
        other.measuring_point_id == point.id and _overlap(other, span)
        for other in before
    ):
        raise BadPersonRequest(
            "The request is about '%(point)s' in this period already.", point=point.name
        )
    span.save(force_insert=True)
    _changed(request, by, at)
    return span


def _overlap(one: RequestSpan, other: RequestSpan) -> bool:
    return (one.until is None or other.since < one.until) and (
        other.until is None or one.since < other.until
    )


def _changed(request: PersonRequest, by: Membership, at: datetime) -> None:
    """What was prepared was about other readings."""
    request.preview = None
    request.save(update_fields=["preview"])
    record_about("person_request.spans_changed", request, by=by.actor, at=at)
