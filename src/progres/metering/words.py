"""The words by whose beginnings measuring points and occupancies are found."""

from django.db import connection

from progres.database.scope import Scope
from progres.database.words import indexed_words
from progres.metering.models import (
    MeasuringPoint,
    MeasuringPointWord,
    Occupancy,
    OccupancyWord,
)
from progres.metering.queries import search_meters

_ADD = """
insert into measuring_point_word (tenant_id, measuring_point_id, word)
select * from unnest(%s::int[], %s::int[], %s::text[])
"""


def index_words(scope: Scope, *points: MeasuringPoint) -> None:
    """Let points be found by what is said of them now, and by all their meters."""
    MeasuringPointWord.objects.of(scope).filter(measuring_point__in=points).delete()
    numbers: dict[int, list[str]] = {point.id: [] for point in points}
    for meter in search_meters(scope).filter(measuring_point__in=points):
        numbers[meter.measuring_point_id].append(meter.number)
    rows = [
        (point.tenant_id, point.id, word)
        for point in points
        for word in indexed_words(
            point.name,
            point.number,
            point.market_location,
            point.metering_location,
            *numbers[point.id],
        )
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


def index_occupancy(scope: Scope, occupancy: Occupancy) -> None:
    """Let an occupancy be found by what is said of the person now."""
    OccupancyWord.objects.of(scope).filter(occupancy=occupancy).delete()
    words = indexed_words(occupancy.name, occupancy.email, occupancy.reference)
    OccupancyWord.objects.bulk_create(  # tenancy: words of this occupancy
        OccupancyWord(tenant_id=occupancy.tenant_id, occupancy=occupancy, word=word)
        for word in words
    )
