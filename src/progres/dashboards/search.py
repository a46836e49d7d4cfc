"""Finding anything by the beginnings of its words: one search over all that has a name."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.queries import search_users
from progres.alarms.queries import find_open_alarms
from progres.assets.queries import path_names, search_assets
from progres.database.scope import Scope
from progres.devices.queries import search_devices
from progres.gateways.queries import search_gateways
from progres.kit.words import typed_words
from progres.metering.queries import search_points
from progres.tenants.queries import named, search_tenants


class Findable(StrEnum):
    """What can be found, in the order in which it is shown."""

    DEVICE = "device"
    MEASURING_POINT = "measuring_point"
    ASSET = "asset"
    GATEWAY = "gateway"
    ALARM = "alarm"
    USER = "user"
    TENANT = "tenant"


NEEDS = {
    Findable.DEVICE: Permission.DEVICES_VIEW,
    Findable.MEASURING_POINT: Permission.MEASURING_POINTS_VIEW,
    Findable.ASSET: Permission.ASSETS_VIEW,
    Findable.GATEWAY: Permission.GATEWAYS_VIEW,
    Findable.ALARM: Permission.ALARMS_VIEW,
    Findable.USER: Permission.USERS_VIEW,
    Findable.TENANT: Permission.TENANTS_VIEW,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found; `detail` tells it from others of the same name."""

    kind: Findable
    thing: Any
    name: str
    detail: str

    @property
    def tenant_id(self) -> int:
        """The instance that it belongs to; of an instance itself."""
        owner: int = (
            self.thing.id if self.kind == Findable.TENANT else self.thing.tenant_id
        )
        return owner


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The first hits of a kind, by name; `more` says that there are others."""

    kind: Findable
    hits: list[Hit]
    more: bool


def find(
    by: Membership,
    text: str,
    *,
    most: int,
    kinds: Collection[Findable] = tuple(Findable),
) -> list[Found]:
    """Find what a member may see, at most `most` of a kind; kinds without any are left out.

    Every word of `text` must begin a word of the thing. Of alarms only open ones are
    found, by their device. A text without letters and digits finds nothing.
    """
    if not typed_words(text):
        return []
    found = []
    for kind in Findable:
        if kind in kinds and by.may(NEEDS[kind]):
            hits = list(islice(_FINDERS[kind](by.scope, text, most + 1), most + 1))
            found.append(Found(kind=kind, hits=hits[:most], more=len(hits) > most))
    return [group for group in found if group.hits]


def _devices(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    devices = search_devices(scope, text=text).defer("device_type__codec_source")
    for device in devices[:most]:
        where = device.site, device.installation_place
        yield Hit(
            Findable.DEVICE, device, device.name, _joined(where) or device.dev_eui
        )


def _points(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    for point in search_points(scope, text=text)[:most]:
        where = point.number, point.asset.name if point.asset else ""
        yield Hit(Findable.MEASURING_POINT, point, point.name, _joined(where))


def _assets(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    assets = list(search_assets(scope, text=text)[:most])
    above = path_names(scope, assets)
    for asset in assets:
        yield Hit(Findable.ASSET, asset, asset.name, above[asset.id])


def _gateways(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    for gateway in search_gateways(scope, text=text)[:most]:
        where = gateway.site, gateway.gateway_id
        yield Hit(Findable.GATEWAY, gateway, gateway.name, _joined(where))


def _alarms(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    for alarm in find_open_alarms(scope, text, most=most):
        yield Hit(Findable.ALARM, alarm, alarm.name, alarm.device.name)


def _users(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    for user in search_users(scope, text=text)[:most]:
        yield Hit(Findable.USER, user, user.full_name, user.email)


def _tenants(scope: Scope, text: str, most: int) -> Iterator[Hit]:
    tenants = named(search_tenants(scope).filter(archived_at=None), text)
    for tenant in tenants[:most]:
        yield Hit(Findable.TENANT, tenant, tenant.name, tenant.short_name)


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(filter(None, texts))


_FINDERS: dict[Findable, Callable[[Scope, str, int], Iterator[Hit]]] = {
    Findable.DEVICE: _devices,
    Findable.MEASURING_POINT: _points,
    Findable.ASSET: _assets,
    Findable.GATEWAY: _gateways,
    Findable.ALARM: _alarms,
    Findable.USER: _users,
    Findable.TENANT: _tenants,
}
