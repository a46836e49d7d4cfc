"""The words by whose beginnings measuring points are found."""

from progres.database.scope import Scope
from progres.database.words import indexed_words
from progres.metering.models import MeasuringPoint, MeasuringPointWord
from progres.metering.queries import search_meters


def index_words(scope: Scope, point: MeasuringPoint) -> None:
    """Let a point be found by what is said of it now, and by all its meters."""
    MeasuringPointWord.objects.of(scope).filter(measuring_point=point).delete()
    numbers = search_meters(scope, point_id=point.id).values_list("number", flat=True)
    words = indexed_words(
        point.name,
        point.number,
        point.market_location,
        point.metering_location,
        *numbers,
    )
    MeasuringPointWord.objects.bulk_create(  # tenancy: words of this point
        [
            MeasuringPointWord(
                tenant_id=point.tenant_id,
                measuring_point_id=point.id,
                word=word,
            )
            for word in words
        ]
    )
