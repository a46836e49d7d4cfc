"""Lists of devices, measuring points, assets and gateways, as people export them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.assets.queries import children_of, path_names, search_assets
from progres.dashboards.queries import device_ids, device_rows
from progres.gateways.queries import search_gateways
from progres.gateways.rules import GatewayState
from progres.metering.queries import installed_at, search_meters, search_points
from progres.metering.rules import Medium
from progres.web.device_list import Question
from progres.web.exports import Listed, listed_by, one_of, text_of, word_of
from progres.web.gateway_words import GATEWAY_STATES
from progres.web.metering_words import MEDIA, REASONS
from progres.web.numbers import number_in
from progres.web.table_files import Row
from progres.web.words import ASSET_KINDS, STATES, STATUSES

_INSTANCE = _("Instance")
_NAME = _("Name")


def _device_ids(by: Membership, asked: QueryDict) -> Sequence[int]:
    question = Question.read(asked)
    return device_ids(by.scope, **question.filters, at=timezone.now())


def _devices(by: Membership, ids: Sequence[int]) -> Sequence[Row]:
    found = device_rows(by.scope, ids, at=timezone.now())
    assets = search_assets(by.scope).in_bulk(
        {row.device.asset_id for row in found if row.device.asset_id}
    )
    paths = path_names(by.scope, assets.values())
    return [
        [
            *(row.device.dev_eui.upper(), row.device.name, str(row.device.device_type)),
            *(row.device.tenant.name, paths.get(row.device.asset_id or 0, "")),
            *(row.device.site, row.device.installation_place),
            *(row.device.latitude, row.device.longitude, row.device.serial_number),
            *(row.device.meter_number, row.device.measuring_location),
            *(word_of(STATUSES, row.device.status), row.device.join_eui.upper()),
            *(row.device.notes, word_of(STATES, row.state)),
            row.latest.last_seen_at if row.latest else None,
        ]
        for row in found
    ]


DEVICES = Listed(
    name="devices",
    label=_("Devices"),
    needs=Permission.DEVICES_VIEW,
    head=[
        *(_("DevEUI"), _NAME, _("Device type"), _INSTANCE, _("Asset"), _("Site")),
        *(_("Installation place"), _("Latitude"), _("Longitude"), _("Serial number")),
        *(_("Meter number"), _("Measuring location"), _("Status"), _("JoinEUI")),
        *(_("Notes"), _("State"), _("Last heard")),
    ],
    find=_device_ids,
    rows=_devices,
)


def _points(by: Membership, points: list[Any]) -> Iterator[Row]:
    meters = installed_at(by.scope, points)
    assets = search_assets(by.scope).in_bulk({p.asset_id for p in points if p.asset_id})
    paths = path_names(by.scope, assets.values())
    for point in points:
        meter = meters.get(point.id)
        yield [
            *(point.name, word_of(MEDIA, point.medium), point.unit, point.number),
            *(point.market_location, point.metering_location, point.obis),
            *(point.transformer_factor, point.calorific_value, point.correction_factor),
            *(point.tenant.name, paths.get(point.asset_id or 0, ""), point.notes),
            *((meter.number, meter.installed_at) if meter else (None, None)),
            *((meter.first_reading, meter.calibrated_in) if meter else (None, None)),
            meter.calibrated_until if meter else None,
            meter.device.dev_eui.upper() if meter and meter.device else None,
        ]


POINTS = listed_by(
    "measuring-points",
    _("Measuring points"),
    Permission.MEASURING_POINTS_VIEW,
    [
        *(_NAME, _("Medium"), _("Unit"), _("Number"), _("Market location")),
        *(_("Metering location"), _("OBIS code"), _("Transformer factor")),
        *(_("Calorific value"), _("Correction factor"), _INSTANCE, _("Asset")),
        *(_("Notes"), _("Meter number"), _("Put in on"), _("Reading when put in")),
        *(_("Year of calibration"), _("Calibrated until the end of"), _("DevEUI")),
    ],
    lambda by, asked: search_points(
        by.scope, text=text_of(asked), medium=one_of(asked, "medium", Medium)
    ),
    _points,
)

METERS = listed_by(
    "meter-exchanges",
    _("Meter exchanges"),
    Permission.MEASURING_POINTS_VIEW,
    [
        *(_("Measuring point"), _INSTANCE, _("Meter number"), _("Put in on")),
        *(_("Reading when put in"), _("Taken out on"), _("Last reading"), _("Unit")),
        *(_("Reason"), _("Device"), _("Year of calibration")),
        *(_("Calibrated until the end of"), _("Note")),
    ],
    lambda by, asked: search_meters(
        by.scope, point_id=number_in(asked.get("point", ""))
    ),
    lambda by, meters: (  # noqa: ARG005 as every list
        [
            *(meter.measuring_point.name, meter.measuring_point.tenant.name),
            *(meter.number, meter.installed_at, meter.first_reading, meter.removed_at),
            *(meter.last_reading, meter.measuring_point.unit),
            *(word_of(REASONS, meter.reason), meter.device and meter.device.name),
            *(meter.calibrated_in, meter.calibrated_until, meter.note),
        ]
        for meter in meters
    ),
)


def _find_assets(by: Membership, asked: QueryDict) -> QuerySet[Any]:
    text = text_of(asked)
    if text or asked.get("everything"):
        return search_assets(by.scope, text=text)
    return children_of(by.scope, None)


def _assets(by: Membership, assets: list[Any]) -> Iterator[Row]:
    paths = path_names(by.scope, assets)
    for asset in assets:
        yield [
            *(paths[asset.id], asset.name, word_of(ASSET_KINDS, asset.kind)),
            *(asset.street, asset.postal_code, asset.city, asset.country),
            asset.tenant.name,
        ]


ASSETS = listed_by(
    "assets",
    _("Assets"),
    Permission.ASSETS_VIEW,
    [
        *(_("Path"), _NAME, _("Kind"), _("Street and number"), _("Postal code")),
        *(_("City"), _("Country"), _INSTANCE),
    ],
    _find_assets,
    _assets,
)

GATEWAYS = listed_by(
    "gateways",
    _("Gateways"),
    Permission.GATEWAYS_VIEW,
    [
        *(_NAME, _("EUI"), _("Model"), _("Antenna"), _("Site"), _("Latitude")),
        *(_("Longitude"), _("State")),
    ],
    lambda by, asked: search_gateways(
        by.scope, text=text_of(asked), state=one_of(asked, "state", GatewayState)
    ),
    lambda by, gateways: (  # noqa: ARG005 as every list
        [
            *(gateway.name, gateway.gateway_id, gateway.model, gateway.antenna),
            *(gateway.site, gateway.latitude, gateway.longitude),
            word_of(GATEWAY_STATES, gateway.health.state),
        ]
        for gateway in gateways
    ),
)
