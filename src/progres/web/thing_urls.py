"""Addresses of the pages about things: devices, gateways, assets, alarms; one line a page."""

from django.urls import path

import progres.web.converters  # noqa: F401 knows <id> and <eui>
from progres.web import (
    alarm_rules,
    alarms,
    asset_files,
    asset_page,
    asset_types,
    assets,
    connection_changes,
    connections,
    deleted_devices,
    device_bulk,
    device_changes,
    device_history,
    device_keys,
    device_photos,
    device_type_pictures,
    device_types,
    devices,
    floor_plan,
    gateways,
    import_files,
    imports,
    labels,
    live,
    maps,
    measuring_point_changes,
    measuring_points,
    meter_exchange,
    meter_photos,
    meter_removal,
    occupancies,
    occupancy_changes,
    overview,
    own_consumption,
    search,
    sensor_exchange,
    unassigned,
    unregistered_gateways,
    who,
)
from progres.web.export_lists import LISTS
from progres.web.exports import exporting

ASSET = "assets/<id:asset_id>/"
ASSET_TYPE = "asset-types/<id:asset_type_id>/"
DEVICE = "devices/<id:device_id>/"
PHOTO = DEVICE + "photos/<id:photo_id>/"
RULE = "rules/<id:rule_id>/"
TYPE = "device-types/<id:device_type_id>/"
GATEWAY = "gateways/<id:gateway_id>/"
CONNECTION = "connections/<id:connection_id>/"
POINT = "measuring-points/<id:point_id>/"
OCCUPANCY = "occupancies/<id:occupancy_id>/"
OWN = "own-consumption/"
METER_PHOTO = "meters/<id:meter_id>/photos/<id:meter_photo_id>/"
IMPORT = "imports/<id:import_id>/"

THINGS = [
    path("", overview.show_overview, name="overview"),
    path("day/", overview.show_day, name="day"),
    path("search/", search.show_search, name="search"),
    path("search/offer/", search.offer_hits, name="search_offer"),
    path("map/", maps.show_map, name="map"),
    path("map/devices/", maps.show_places, name="places"),
    path("map/gateways/", maps.show_gateway_places, name="gateway_places"),
    path("live/", live.stream, name="live"),
    # Devices
    path("devices/", devices.list_devices, name="device_list"),
    path("devices/new/", device_changes.add_device, name="device_new"),
    path("devices/labels/", labels.print_labels, name="device_labels"),
    path("devices/bulk/", device_bulk.change_many, name="device_bulk"),
    path("devices/bulk/progress/", device_bulk.show_progress, name="device_progress"),
    path("devices/deleted/", deleted_devices.list_deleted, name="deleted_devices"),
    path(
        "devices/deleted/<id:device_id>/restore/",
        deleted_devices.restore,
        name="device_restore",
    ),
    path(DEVICE, devices.show_device, name="device"),
    path(DEVICE + "map/", maps.show_hearing, name="device_map"),
    path(DEVICE + "alarms/", devices.show_alarms, name="device_alarms"),
    path(DEVICE + "radio/", devices.show_radio, name="device_radio"),
    path(DEVICE + "uplinks/<str:place>/", devices.show_uplink, name="device_uplink"),
    path(DEVICE + "data/", devices.show_data, name="device_data"),
    path(DEVICE + "history/", device_history.show_history, name="device_history"),
    path(DEVICE + "exchange/", sensor_exchange.exchange_device, name="device_exchange"),
    path(
        DEVICE + "exchanges/<id:exchange_id>/undo/",
        sensor_exchange.undo_device_exchange,
        name="device_exchange_undo",
    ),
    path(DEVICE + "who/", who.of_device, name="device_who"),
    path(DEVICE + "keys/", device_keys.show_keys, name="device_keys"),
    path(DEVICE + "photos/new/", device_photos.add_photo, name="device_photo_new"),
    path(PHOTO, device_photos.show_photo, name="device_photo"),
    path(PHOTO + "edit/", device_photos.edit_photo, name="device_photo_edit"),
    path(PHOTO + "delete/", device_photos.remove_photo, name="device_photo_delete"),
    path(DEVICE + "edit/", device_changes.edit_device, name="device_edit"),
    path(DEVICE + "delete/", device_changes.remove_device, name="device_delete"),
    # Alarms
    path("alarms/", alarms.list_alarms, name="alarm_list"),
    path("alarms/<id:alarm_id>/", alarms.show_alarm, name="alarm"),
    path(
        "alarms/<id:alarm_id>/acknowledge/",
        alarms.acknowledge,
        name="alarm_acknowledge",
    ),
    # Alarm rules
    path("rules/", alarm_rules.list_rules, name="rule_list"),
    path("rules/new/", alarm_rules.add_rule, name="rule_new"),
    path(RULE, alarm_rules.show_rule, name="rule"),
    path(RULE + "edit/", alarm_rules.edit_rule, name="rule_edit"),
    path(RULE + "switch/", alarm_rules.switch_rule, name="rule_switch"),
    path(RULE + "delete/", alarm_rules.remove_rule, name="rule_delete"),
    path(
        RULE + "recipients/<id:recipient_id>/ask/",
        alarm_rules.ask_again,
        name="rule_ask_again",
    ),
    # Device types
    path("device-types/", device_types.list_device_types, name="device_type_list"),
    path("device-types/new/", device_types.add_device_type, name="device_type_new"),
    path(TYPE, device_types.show_device_type, name="device_type"),
    path(TYPE + "edit/", device_types.edit_device_type, name="device_type_edit"),
    path(
        TYPE + "picture/", device_type_pictures.show_picture, name="device_type_picture"
    ),
    path(
        TYPE + "picture/edit/",
        device_type_pictures.change_picture,
        name="device_type_picture_edit",
    ),
    path(
        TYPE + "picture/delete/",
        device_type_pictures.remove_picture,
        name="device_type_picture_delete",
    ),
    path(TYPE + "delete/", device_types.remove_device_type, name="device_type_delete"),
    # Connections
    path("connections/", connections.list_connections, name="connection_list"),
    path("connections/new/", connections.add_connection, name="connection_new"),
    path(CONNECTION, connections.show_connection, name="connection"),
    path(
        CONNECTION + "edit/",
        connection_changes.change_connection,
        name="connection_edit",
    ),
    path(CONNECTION + "pause/", connection_changes.pause, name="connection_pause"),
    path(
        CONNECTION + "messages/<id:message_id>/again/",
        connection_changes.try_again,
        name="connection_message_again",
    ),
    path(CONNECTION + "renew/", connections.renew_secret, name="connection_renew"),
    path(
        CONNECTION + "delete/", connections.remove_connection, name="connection_delete"
    ),
    path(
        CONNECTION + "messages/<id:message_id>/",
        connections.show_message,
        name="connection_message",
    ),
    # Gateways
    path("gateways/", gateways.list_gateways, name="gateway_list"),
    path(
        "gateways/unregistered/",
        unregistered_gateways.list_unregistered,
        name="unregistered_gateways",
    ),
    path("gateways/new/", gateways.add_gateway, name="gateway_new"),
    path(GATEWAY, gateways.show_gateway, name="gateway"),
    path(GATEWAY + "heard/", gateways.show_heard, name="gateway_heard"),
    path(GATEWAY + "map/", maps.show_reach, name="gateway_map"),
    path(GATEWAY + "edit/", gateways.edit_gateway, name="gateway_edit"),
    path(GATEWAY + "delete/", gateways.remove_gateway, name="gateway_delete"),
    path(
        GATEWAY + "recipients/<id:gateway_recipient_id>/ask/",
        gateways.ask_again,
        name="gateway_ask_again",
    ),
    # Uplinks without a device
    path("unassigned/", unassigned.list_unassigned, name="unassigned_list"),
    path(
        "unassigned/<eui:dev_eui>/", unassigned.register_unassigned, name="unassigned"
    ),
    # Assets
    path("assets/", assets.list_assets, name="asset_list"),
    path("assets/new/", assets.add_asset, name="asset_new"),
    path(ASSET, asset_page.show_asset, name="asset"),
    path(ASSET + "who/", who.of_asset, name="asset_who"),
    path(ASSET + "edit/", assets.edit_asset, name="asset_edit"),
    path(ASSET + "delete/", assets.remove_asset, name="asset_delete"),
    path(ASSET + "plan/", floor_plan.edit_places, name="asset_plan"),
    path(ASSET + "plan/edit/", asset_files.change_plan, name="asset_plan_edit"),
    path(ASSET + "files/new/", asset_files.add_file, name="asset_file_new"),
    path(ASSET + "files/<id:file_id>/", asset_files.show_file, name="asset_file"),
    path(
        ASSET + "files/<id:file_id>/delete/",
        asset_files.remove_file,
        name="asset_file_delete",
    ),
    path(ASSET + "place/", asset_page.show_place, name="asset_place"),
    path("asset-types/", asset_types.list_types, name="asset_type_list"),
    path("asset-types/new/", asset_types.add_type, name="asset_type_new"),
    path(ASSET_TYPE + "edit/", asset_types.edit_type, name="asset_type_edit"),
    path(ASSET_TYPE + "delete/", asset_types.remove_type, name="asset_type_delete"),
    # Measuring points
    path("measuring-points/", measuring_points.list_points, name="point_list"),
    path("measuring-points/new/", measuring_point_changes.add_point, name="point_new"),
    path(
        "measuring-points/calibrations/",
        measuring_points.list_calibrations,
        name="calibrations",
    ),
    path(POINT, measuring_points.show_point, name="point"),
    path(POINT + "edit/", measuring_point_changes.edit_point, name="point_edit"),
    path(POINT + "delete/", measuring_point_changes.remove_point, name="point_delete"),
    path(POINT + "exchange/", meter_exchange.exchange, name="meter_exchange"),
    path("meters/<id:meter_id>/undo/", meter_exchange.undo, name="exchange_undo"),
    path("meters/<id:meter_id>/out/", meter_removal.take_out, name="meter_out"),
    path("meters/<id:meter_id>/back/", meter_removal.put_back, name="meter_back"),
    path(METER_PHOTO, meter_photos.show_photo, name="meter_photo"),
    path(METER_PHOTO + "delete/", meter_photos.remove_photo, name="meter_photo_delete"),
    # Who consumes there
    path("occupancies/", occupancies.list_occupancies, name="occupancy_list"),
    path(POINT + "move-in/", occupancy_changes.note_move_in, name="move_in"),
    path(OCCUPANCY, occupancies.show_occupancy, name="occupancy"),
    path(OCCUPANCY + "edit/", occupancy_changes.edit_occupancy, name="occupancy_edit"),
    path(OCCUPANCY + "out/", occupancy_changes.note_move_out, name="move_out"),
    path(
        OCCUPANCY + "delete/",
        occupancy_changes.remove_occupancy,
        name="occupancy_delete",
    ),
    path(OWN, own_consumption.list_own, name="own_consumption"),
    path(OWN + "<id:occupancy_id>/", own_consumption.show_own, name="own_occupancy"),
    path(
        OWN + "<id:occupancy_id>/file/",
        own_consumption.download_own,
        name="own_occupancy_file",
    ),
    # Lists as files
    *(path(f"{one.name}/export/", exporting(one), name=one.view_name) for one in LISTS),
    # Imports
    path("imports/", imports.list_imports, name="import_list"),
    path("imports/sample/", import_files.download_sample, name="import_sample"),
    path(IMPORT, imports.show_import, name="import"),
    path(IMPORT + "columns/", imports.choose, name="import_columns"),
    path(IMPORT + "errors/", import_files.download_errors, name="import_errors"),
    path(IMPORT + "run/", imports.run, name="import_run"),
    path(IMPORT + "undo/", imports.undo, name="import_undo"),
    path(IMPORT + "discard/", imports.discard, name="import_discard"),
    path(
        "imports/templates/<id:template_id>/delete/",
        imports.remove_template,
        name="import_template_delete",
    ),
]
