"""Finding who consumes, or consumed, at measuring points."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from progres.assets.inside import assets_with_words
from progres.database.scope import Scope
from progres.database.words import has_words
from progres.metering.models import (
    MeasuringPoint,
    MeasuringPointWord,
    Occupancy,
    OccupancyQuerySet,
    OccupancyWord,
)

# Whether somebody is there still (or will be), or has gone.
STANDINGS = ("present", "former")


def search_occupancies(
    scope: Scope, *, text: str = "", standing: str = "", at: datetime
) -> OccupancyQuerySet:
    """Occupancies in scope by name, with measuring point, asset and instance.

    Every word of `text` must begin a word of the name, the e-mail address or the
    reference, of the point's name or a number of its meters, or of the name or the
    address of what the point is in.
    """
    # Looked up for the rows of a page alone: joins would be made for all that match.
    found = Occupancy.objects.of(scope).prefetch_related(
        "tenant", "measuring_point__asset"
    )
    for part in text.split():
        found = found.filter(id__in=_with_word(scope, part))
    if standing == "present":
        found = found.filter(Q(until=None) | Q(until__gt=at))
    elif standing == "former":
        found = found.filter(until__lte=at)
    return found.order_by("sort_key", "id")


def occupancies_of(scope: Scope, point: MeasuringPoint) -> OccupancyQuerySet:
    """All occupancies of a measuring point, the newest first."""
    found = Occupancy.objects.of(scope).filter(measuring_point=point)
    return found.select_related("tenant", "user").order_by("-since")


def occupancies_of_user(scope: Scope, user_id: int) -> OccupancyQuerySet:
    """The occupancies that are linked to an account, the newest first."""
    found = Occupancy.objects.of(scope).filter(user_id=user_id)
    found = found.select_related(
        "tenant", "measuring_point__tenant", "measuring_point__asset"
    )
    return found.order_by("-since", "id")


def get_occupancy(scope: Scope, occupancy_id: int) -> Occupancy:
    """Raise Occupancy.DoesNotExist for one that is not in scope."""
    found = Occupancy.objects.of(scope).select_related(
        "tenant", "measuring_point__tenant", "measuring_point__asset", "user"
    )
    return found.get(id=occupancy_id)


def get_own_occupancy(scope: Scope, user_id: int, occupancy_id: int) -> Occupancy:
    """Raise Occupancy.DoesNotExist for one that is not linked to this account."""
    return occupancies_of_user(scope, user_id).get(id=occupancy_id)


def _with_word(scope: Scope, part: str) -> QuerySet[Occupancy, Any]:
    """Ids of occupancies with one typed word; each source by its own index."""
    all_of = Occupancy.objects.of(scope).order_by()
    own = has_words(part, OccupancyWord.objects.of(scope), "occupancy_id")
    of_points = has_words(
        part,
        MeasuringPointWord.objects.of(scope),
        "measuring_point_id",
        by="measuring_point_id",
    )
    inside = MeasuringPoint.objects.of(scope).filter(
        asset_id__in=assets_with_words(scope, part)
    )
    ids = (
        all_of.filter(matching).values("id")
        for matching in (own, of_points, Q(measuring_point__in=inside.values("id")))
    )
    return next(ids).union(*ids)
