"""Undoing an import: what it made goes, what it changed is as it was before.

What something was built on since stays, and is listed.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from progres.assets.actions import uses_of
from progres.assets.checks import said_of_asset
from progres.assets.models import Asset
from progres.assets.queries import search_assets
from progres.devices import many as many_devices
from progres.devices.queries import search_device_types, search_devices
from progres.files.queries import with_files
from progres.imports.devices import THING as DEVICE
from progres.imports.models import ImportItem
from progres.imports.plans import ASSET, AT_ONCE, Task
from progres.imports.points import THING as POINT
from progres.imports.rows import Problem
from progres.imports.since import PHOTOS, built_on_devices
from progres.kit.digests import digest_of
from progres.kit.refusal import Said
from progres.metering import bulk as points_in_bulk
from progres.metering.queries import search_points

Thing = TypeVar("Thing", bound=Model)


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
    points = {point.id: point for point in _held(found)}
    states = points_in_bulk.states_to_keep(scope, list(points.values()))
    built = with_files(scope, "measuring_point_id", _new(items))
    lost = _without_place(task, items)
    left: dict[int, Said] = {}
    for item in items:
        point = points.get(item.thing_id)
        if point is None:
            left[item.id] = Said("The measuring point is not there any more.")
        elif digest_of(states[point.id]) != bytes(item.digest or b""):
            left[item.id] = _changed(point.name)
        elif point.id in built:
            left[item.id] = _built_on(point.name, PHOTOS)
        elif item.id in lost:
            left[item.id] = _lost(point.name)
    undone = [item for item in items if item.id not in left]
    points_in_bulk.take_out(scope, _new(undone))
    points_in_bulk.put_back(
        scope, [(points[i.thing_id], i.before) for i in undone if i.before is not None]
    )
    return left


def _without_place(task: Task, items: Sequence[ImportItem]) -> set[int]:
    """Find the items whose thing was in an asset, or of a type, that is gone."""
    before = {item.id: item.before for item in items if item.before is not None}
    scope = task.by.scope
    assets = {said["said"]["asset_id"] for said in before.values()}
    types = {said.get("device_type_id") for said in before.values()}
    there = search_assets(scope).filter(id__in=assets - {None})
    known = search_device_types(scope).filter(id__in=types - {None})
    gone = assets - {None, *there.values_list("id", flat=True)}
    unknown = types - {None, *known.values_list("id", flat=True)}
    return {
        item_id
        for item_id, said in before.items()
        if said["said"]["asset_id"] in gone or said.get("device_type_id") in unknown
    }


def _lost(name: str) -> Said:
    return Said(
        "What '%(name)s' was in, or its type, is not there any more; it stays as it is.",
        name=name,
    )


def undo_devices(task: Task, items: Sequence[ImportItem]) -> dict[int, Said]:
    """Undo what was made and changed; say of the others, by item, why they were not."""
    scope = task.by.scope
    found = search_devices(scope).filter(id__in=[item.thing_id for item in items])
    devices = {device.id: device for device in _held(found)}
    states = many_devices.states_to_keep(scope, list(devices.values()))
    built = built_on_devices(scope, _new(items))
    lost = _without_place(task, items)
    left: dict[int, Said] = {}
    for item in items:
        device = devices.get(item.thing_id)
        if device is None:
            left[item.id] = Said("The device is not there any more.")
        elif device.tenant_id != task.tenant.id:
            left[item.id] = Said(
                "'%(name)s' was moved to '%(tenant)s' since, and stays there.",
                name=device.name,
                tenant=device.tenant.name,
            )
        elif digest_of(states[device.id]) != bytes(item.digest or b""):
            left[item.id] = _changed(device.name)
        elif device.id in built:
            left[item.id] = _built_on(device.name, built[device.id])
        elif item.id in lost:
            left[item.id] = _lost(device.name)
    undone = [item for item in items if item.id not in left]
    many_devices.take_out(scope, _new(undone), by=task.by.user, at=task.at)
    many_devices.put_back(
        scope, [(devices[i.thing_id], i.before) for i in undone if i.before is not None]
    )
    return left


def undo_assets(task: Task, items: Sequence[ImportItem]) -> dict[int, Said]:
    """Take away the assets that were made and in which nothing is; the lowest first."""
    scope, ids = task.by.scope, [item.thing_id for item in items]
    found = {
        asset.id: asset for asset in _held(search_assets(scope).filter(id__in=ids))
    }
    built = with_files(scope, "asset_id", ids)
    left: dict[int, Said] = {}
    for item in items:
        asset = found.get(item.thing_id)
        if asset is None:
            left[item.id] = Said("The asset is not there any more.")
        elif digest_of(asdict(said_of_asset(asset))) != bytes(item.digest or b""):
            left[item.id] = _changed(asset.name)
        elif asset.id in built:
            left[item.id] = _built_on(asset.name, Said("it has files"))
        elif not _is_gone(asset):
            left[item.id] = Said(
                "Something is in the asset '%(name)s', which stays.", name=asset.name
            )
    return left


def _held(things: QuerySet[Thing]) -> QuerySet[Thing]:
    """Let nobody change them until the end: what was seen is what is undone."""
    return things.order_by("id").select_for_update(of=("self",))


def _new(items: Sequence[ImportItem]) -> list[int]:
    """Ids of the things that the import made, which undoing takes away."""
    return [item.thing_id for item in items if item.is_new]


def _changed(name: str) -> Said:
    return Said("'%(name)s' was changed since, and stays.", name=name)


def _built_on(name: str, why: Said) -> Said:
    return Said("'%(name)s' stays: %(why)s.", name=name, why=why)


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
