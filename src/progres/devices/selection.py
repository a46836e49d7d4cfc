"""Many devices at once: which of them can be changed, and which cannot, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from progres.database.progress import Progress
from progres.database.scope import Scope
from progres.devices.checks import BadDevice
from progres.devices.models import Device
from progres.kit.refusal import Refusal
from progres.tenants.queries import search_tenants

MOST_DEVICES = 10_000  # in one transaction of seconds
AT_ONCE = 500  # of one part, after which is told how far it is
Item = TypeVar("Item")


class TooManyDevices(BadDevice):
    """More devices than one action takes."""


@dataclass(kw_only=True)
class Plan:
    """What an action would do, or has done: devices it concerns, and refused ones."""

    touched: list[Device] = field(default_factory=list)
    details: list[tuple[Device, dict[str, object]]] = field(default_factory=list)
    refused: list[tuple[Device, Refusal]] = field(default_factory=list)
    unchanged: int = 0

    def add(self, device: Device, details: dict[str, object]) -> None:
        """Count a device in, with what the audit log tells of it."""
        self.touched.append(device)
        self.details.append((device, details))


@dataclass(kw_only=True)
class Steps:
    """A change of many devices, part by part; tells how much of it is done.

    `total` counts each device as often as there are steps.
    """

    progress: Progress
    total: int
    done: int = 0

    def parts(self, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        """Hand out one part after the other; when the next is asked for, one is done."""
        for first in range(0, len(items), AT_ONCE):
            part = items[first : first + AT_ONCE]
            yield part
            self.done += len(part)
            self.progress(self.done, self.total)


def devices_to_change(scope: Scope, ids: Iterable[int]) -> Sequence[Device]:
    """Lock these devices as far as they are in scope, in the order of their names.

    Their types are not read, with all those codecs. Raises TooManyDevices.
    """
    wanted = set(ids)
    check_number(len(wanted))
    tenants = {tenant.id: tenant for tenant in search_tenants(scope)}
    found = Device.objects.of(scope).filter(id__in=wanted)
    devices = list(found.order_by("id").select_for_update(of=("self",)))
    for device in devices:
        device.tenant = tenants[device.tenant_id]
    return sorted(devices, key=lambda device: (device.sort_key, device.id))


def check_number(count: int) -> None:
    """Raise TooManyDevices."""
    if count > MOST_DEVICES:
        raise TooManyDevices(
            "%(count)s devices are too many for once; filter the list so that at most "
            "%(most)s are left.",
            count=count,
            most=MOST_DEVICES,
        )
