"""Undoing an import: what it made goes, what it changed is as it was before.

What something was built on since stays, and is listed.
"""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError, transaction

from progres.assets.actions import uses_of
from progres.assets.checks import said_of_asset
from progres.assets.models import Asset
from progres.assets.queries import search_assets
from progres.devices import many as many_devices
from progres.devices.queries import search_devices
from progres.imports.devices import THING as DEVICE
from progres.imports.models import ImportItem
from progres.imports.plans import ASSET, AT_ONCE, Task
from progres.imports.points import THING as POINT
from progres.imports.rows import Problem
from progres.kit.digests import digest_of
from progres.kit.refusal import Said
from progres.metering import bulk as points_in_bulk
from progres.metering.models import Meter
from progres.metering.queries import search_points
from progres.readings.queries import latest_of


def undo(task: Task) -> list[Problem]:
    """Undo an import as far as nothing was built on it; return what stays, and why."""
    items = list(ImportItem.objects.of(task.by.scope).filter(import_in=task.job))
    left: list[Problem] = []
    # What points are in, and what hangs at them, goes before what it hangs on.
    for thing, way in (
        (POINT, undo_points),
        (DEVICE, undo_devices),
        (ASSET, undo_assets),
    ):
        of_kind = [item for item in items if item.thing == thing]
        of_kind.sort(key=lambda item: -item.id)  # assets: the lowest first
        for first in range(0, len(of_kind), AT_ONCE):
            part = of_kind[first : first + AT_ONCE]
            why = way(task, part)
            left += [Problem(i.row, "", why[i.id]) for i in part if i.id in why]
            task.progress(first + len(part), len(items))
    return left


def undo_points(task: Task, items: Sequence[ImportItem]) -> dict[int, Said]:
    """Undo what was made and changed; say of the others, by item, why they were not."""
    scope = task.by.scope
    found = search_points(scope).filter(id__in=[item.thing_id for item in items])
    points = {point.id: point for point in found}
    states = points_in_bulk.states_to_keep(scope, list(points.values()))
    left: dict[int, Said] = {}
    for item in items:
        point = points.get(item.thing_id)
        if point is None:
            left[item.id] = Said("The measuring point is not there any more.")
        elif digest_of(states[point.id]) != bytes(item.digest or b""):
            left[item.id] = Said(
                "'%(name)s' was changed since, and stays.", name=point.name
            )
    undone = [item for item in items if item.id not in left]
    points_in_bulk.take_out(scope, [i.thing_id for i in undone if i.is_new])
    points_in_bulk.put_back(
        scope, [(points[i.thing_id], i.before) for i in undone if i.before is not None]
    )
    return left


def undo_devices(task: Task, items: Sequence[ImportItem]) -> dict[int, Said]:
    """Undo what was made and changed; say of the others, by item, why they were not."""
    scope = task.by.scope
    ids = [item.thing_id for item in items]
    devices = {d.id: d for d in search_devices(scope).filter(id__in=ids)}
    states = many_devices.states_to_keep(scope, list(devices.values()))
    heard = latest_of(scope, [item.thing_id for item in items if item.is_new])
    read = Meter.objects.of(scope).filter(device_id__in=ids)
    reading = set(read.values_list("device_id", flat=True))
    left: dict[int, Said] = {}
    for item in items:
        device = devices.get(item.thing_id)
        if device is None:
            left[item.id] = Said("The device is not there any more.")
        elif digest_of(states[device.id]) != bytes(item.digest or b""):
            left[item.id] = Said(
                "'%(name)s' was changed since, and stays.", name=device.name
            )
        elif item.is_new and device.id in heard:
            left[item.id] = Said(
                "'%(name)s' has sent readings since, and stays.", name=device.name
            )
        elif item.is_new and device.id in reading:
            left[item.id] = Said(
                "'%(name)s' reads a meter since, and stays.", name=device.name
            )
    undone = [item for item in items if item.id not in left]
    gone = [i.thing_id for i in undone if i.is_new]
    many_devices.take_out(scope, gone, by=task.by.user, at=task.at)
    many_devices.put_back(
        scope, [(devices[i.thing_id], i.before) for i in undone if i.before is not None]
    )
    return left


def undo_assets(task: Task, items: Sequence[ImportItem]) -> dict[int, Said]:
    """Take away the assets that were made and in which nothing is; the lowest first."""
    found = search_assets(task.by.scope).in_bulk([item.thing_id for item in items])
    left: dict[int, Said] = {}
    for item in items:
        asset = found.get(item.thing_id)
        if asset is None:
            left[item.id] = Said("The asset is not there any more.")
        elif digest_of(asdict(said_of_asset(asset))) != bytes(item.digest or b""):
            left[item.id] = Said(
                "'%(name)s' was changed since, and stays.", name=asset.name
            )
        elif not _is_gone(asset):
            left[item.id] = Said(
                "Something is in the asset '%(name)s', which stays.", name=asset.name
            )
    return left


def _is_gone(asset: Asset) -> bool:
    """Delete an asset unless something is in it or a role ends at it."""
    try:
        with transaction.atomic():
            is_free = not uses_of(asset)
            if is_free:
                asset.delete()
    except IntegrityError:
        return False
    return is_free
