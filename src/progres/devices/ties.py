"""What others have made of a device: who takes it away asks first."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from progres.kit.refusal import Said

# What ties a device to its instance, as the function `ties_of_devices` names it.
TIES = {
    "meter": Said("it reads the meter of a measuring point"),
    "rule": Said("an alarm rule watches it alone"),
    "alarm": Said("an alarm is open"),
    "display": Said("a wall screen shows it"),
}


def ties_of(ids: Sequence[int], *, within: int = 0) -> dict[int, list[str]]:
    """List what ties each of some devices in scope to where it is.

    Rules of the instance `within` and of those above it reach a device there, too.
    """
    found: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "select device_id, kind from ties_of_devices(%s, %s)", [list(ids), within]
        )
        for device_id, kind in cursor:
            found[device_id].append(kind)
    return found
