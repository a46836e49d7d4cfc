"""Whether an instance has room for more devices."""

from django.db import connection

from progres.devices.checks import BadDevice
from progres.tenants.models import Tenant


class NoRoomForDevices(BadDevice):
    """A quota of the instance, or of one above it, is used up."""


def check_room(tenant: Tenant, *, adding: int) -> None:
    """Let devices come to an instance in scope; others who ask meanwhile wait.

    Raises NoRoomForDevices beyond a quota that holds for the instance.
    """
    for quota, used in device_quotas(tenant):
        if used + adding > quota:
            raise NoRoomForDevices(
                "The quota is %(quota)s devices, and there are %(used)s; "
                "%(adding)s more would be too many. Delete some, or ask for a higher "
                "quota.",
                quota=quota,
                used=used,
                adding=adding,
            )


def device_quotas(tenant: Tenant) -> set[tuple[int, int]]:
    """Quotas of devices that hold for an instance in scope, each with how many it has.

    Until the end of the transaction no others come.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select quota, used from devices_against_quotas(%s)", [tenant.id]
        )
        return set(cursor.fetchall())
