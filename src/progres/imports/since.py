"""What people and devices made of an imported device since, which undoing would take."""

from collections.abc import Iterable, Sequence

from progres.database.scope import Scope
from progres.devices.models import PlanPlace
from progres.devices.ties import TIES, ties_of
from progres.files.queries import with_files
from progres.kit.refusal import Said
from progres.metering.models import Meter
from progres.readings.queries import latest_of

PHOTOS = Said("it has photos")


def built_on_devices(scope: Scope, ids: Sequence[int]) -> dict[int, Said]:
    """Say of devices in scope, by id, what there is of each; of none what has nothing."""
    read = Meter.objects.of(scope).filter(device_id__in=ids)
    drawn = PlanPlace.objects.of(scope).filter(device_id__in=ids)
    found: dict[int, Said] = {}
    reasons: tuple[tuple[Said, Iterable[int | None]], ...] = (
        (Said("it has sent readings since"), latest_of(scope, ids)),
        (Said("it reads a meter"), read.values_list("device_id", flat=True)),
        (PHOTOS, with_files(scope, "device_id", ids)),
        (Said("it is on a floor plan"), drawn.values_list("device_id", flat=True)),
    )
    for why, devices in reasons:
        for device_id in devices:
            if device_id is not None:
                found.setdefault(device_id, why)
    for device_id, ties in ties_of(ids).items():
        found.setdefault(device_id, TIES[ties[0]])
    return found
