from dataclasses import replace

from django.db.models import Count, Q
from django.db.models.functions import Lower

from progres.assets.models import Asset
from progres.database.scope import Scope
from progres.database.words import has_words
from progres.devices.models import (
    Device,
    DeviceQuerySet,
    DeviceType,
    DeviceTypeQuerySet,
    DeviceWord,
    SensorExchange,
    SensorExchangeQuerySet,
)
from progres.devices.words import TAG
from progres.lorawan.eui import NotAnEui, parse_eui


def search_devices(
    scope: Scope,
    *,
    text: str = "",
    dev_eui: str = "",
    device_type_id: int | None = None,
    tenant_id: int | None = None,
    tag: str = "",
) -> DeviceQuerySet:
    """Devices in scope by name, with type and instance.

    Every word of `text` must begin a word of the name, the site, the place, a tag, an
    attribute or a number of the device; identifiers are found with and without
    separators. `tag` is a whole tag. `dev_eui` is a whole DevEUI in any spelling; one that is none finds nothing.
    """
    devices = Device.objects.of(scope).select_related("device_type", "tenant")
    devices = devices.filter(has_words(text, DeviceWord.objects.of(scope), "device_id"))
    if dev_eui:
        devices = devices.filter(dev_eui=_eui_or_nothing(dev_eui))
    if device_type_id is not None:
        devices = devices.filter(device_type_id=device_type_id)
    if tenant_id is not None:
        devices = devices.filter(tenant_id=tenant_id)
    if tag:
        tagged = DeviceWord.objects.of(scope).filter(word=TAG + tag)
        devices = devices.filter(id__in=tagged.values("device_id"))
    return devices.order_by("sort_key", "id")


def get_device(scope: Scope, device_id: int, *, to_change: bool = False) -> Device:
    """Raise Device.DoesNotExist for a device that is not in scope or is deleted.

    Whoever changes a part of what is read says so: nobody else can before the
    transaction ends.
    """
    devices = Device.objects.of(scope).select_related("device_type", "tenant", "asset")
    if to_change:
        devices = devices.select_for_update(of=("self",))
    return devices.get(id=device_id)


def search_deleted(scope: Scope) -> DeviceQuerySet:
    """Devices that were deleted and can be restored, the last deleted first."""
    deleted = Device.objects.deleted_of(scope)  # tenancy: what `of` leaves out
    deleted = deleted.select_related("tenant", "deleted_by")
    return deleted.order_by("-deleted_at", "-id")


def exchanges_of(scope: Scope, device_id: int) -> SensorExchangeQuerySet:
    """What sensors a device was before, the newest exchange first."""
    exchanges = SensorExchange.objects.of(scope).filter(device_id=device_id)
    return exchanges.order_by("-noted_at", "-id")


def devices_in(scope: Scope, asset: Asset) -> DeviceQuerySet:
    """Devices in an asset and in everything that stands in it, by name."""
    return search_devices(scope).filter(asset__lineage__contains=[asset.id])


def search_device_types(scope: Scope, *, text: str = "") -> DeviceTypeQuerySet:
    """Types in scope and shared from above, by manufacturer and model.

    Every word of `text` must stand somewhere in manufacturer or model.
    """
    types = DeviceType.objects.of(scope)
    for word in text.split():
        types = types.filter(Q(manufacturer__icontains=word) | Q(model__icontains=word))
    return types.order_by(Lower("manufacturer"), Lower("model"), "id")


def type_names(scope: Scope) -> dict[int, str]:
    """What the types in scope are called, by their ids, without their codecs."""
    types = DeviceType.objects.of(scope).only("manufacturer", "model")
    return {device_type.id: str(device_type) for device_type in types}


def get_device_type(
    scope: Scope, device_type_id: int, *, to_change: bool = False
) -> DeviceType:
    """Raise DeviceType.DoesNotExist for a type that is neither in scope nor shared.

    `to_change` is that of `get_device`.
    """
    types = search_device_types(scope)
    if to_change:
        types = types.select_for_update()
    return types.get(id=device_type_id)


def get_own_type(
    scope: Scope, device_type_id: int, *, to_change: bool = False
) -> DeviceType:
    """Raise DeviceType.DoesNotExist also for a type that is shared from above."""
    own = replace(scope, ancestor_ids=frozenset())
    return get_device_type(own, device_type_id, to_change=to_change)


def profiles_of(scope: Scope) -> dict[int, str]:
    """Profiles of the types in scope by their ids; those without one are absent."""
    types = DeviceType.objects.of(scope).exclude(profile_id="")
    return dict(types.values_list("id", "profile_id"))


def find_type_of(scope: Scope, profile_id: str) -> int | None:
    """Find the id of the type that a device's QR code means.

    That is the one of its profile, or else the only one of its vendor.
    """
    types = search_device_types(scope).values_list("id", flat=True)
    exact = types.filter(profile_id=profile_id).first()
    if exact is not None:
        return exact
    of_vendor = list(types.filter(profile_id__startswith=profile_id[:4])[:2])
    return of_vendor[0] if len(of_vendor) == 1 else None


def device_counts(scope: Scope) -> dict[int, int]:
    """How many devices in scope each type has, by the type's id; no entry for none."""
    devices = Device.objects.of(scope).order_by().values("device_type_id")
    return dict(devices.values_list("device_type_id", Count("id")))


def _eui_or_nothing(text: str) -> str:
    try:
        return parse_eui(text)
    except NotAnEui:
        return ""  # no device has it
