"""Addresses of all pages, grouped by what they are about; one line a page."""

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from progres.legal.rules import Kind
from progres.web import (
    access_log,
    access_review,
    alarm_rules,
    alarms,
    api_keys,
    assets,
    audit,
    base_map,
    connection_changes,
    connections,
    contract_accounts,
    contracts,
    deleted_devices,
    device_bulk,
    device_changes,
    device_history,
    device_keys,
    device_types,
    devices,
    display,
    displays,
    gateways,
    grants,
    import_files,
    imports,
    instance_changes,
    instances,
    labels,
    legal,
    live,
    logos,
    mails,
    maps,
    measuring_point_changes,
    measuring_points,
    meter_exchange,
    outbound,
    overview,
    places,
    provider_form,
    public,
    recipients,
    roles,
    search,
    sensor_exchange,
    sign_in_rules,
    start,
    support,
    unassigned,
    users,
    who,
)
from progres.web.export_lists import LISTS
from progres.web.exports import exporting


class IdConverter(IntConverter):
    """The number of a row; more digits than the database has are no address."""

    regex = "[0-9]{1,9}"


class EuiConverter(StringConverter):
    """A DevEUI as it is stored."""

    regex = "[0-9a-f]{16}"


register_converter(IdConverter, "id")
register_converter(EuiConverter, "eui")

app_name = "web"

DEVICE = "devices/<id:device_id>/"
RULE = "rules/<id:rule_id>/"
TYPE = "device-types/<id:device_type_id>/"
GATEWAY = "gateways/<id:gateway_id>/"
CONNECTION = "connections/<id:connection_id>/"
POINT = "measuring-points/<id:point_id>/"
IMPORT = "imports/<id:import_id>/"
USER = "users/<id:user_id>/"
INSTANCE = "instances/<id:instance_id>/"
CONTRACT = "contracts/<id:contract_id>/"

inside_an_instance = [
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
    path("assets/<id:asset_id>/", assets.show_asset, name="asset"),
    path("assets/<id:asset_id>/who/", who.of_asset, name="asset_who"),
    path("assets/<id:asset_id>/edit/", assets.edit_asset, name="asset_edit"),
    path("assets/<id:asset_id>/delete/", assets.remove_asset, name="asset_delete"),
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
    # People
    path("users/", users.list_users, name="user_list"),
    path("users/new/", users.invite_user, name="user_new"),
    path(USER, users.edit_user, name="user"),
    path(USER + "switch/", users.switch_user, name="user_switch"),
    path(USER + "delete/", users.remove_user, name="user_delete"),
    path("invitations/<id:user_id>/again/", users.send_again, name="invitation_again"),
    path(
        "invitations/<id:user_id>/take-back/",
        users.take_back,
        name="invitation_take_back",
    ),
    path(
        USER + "second-factor/",
        users.take_second_factors,
        name="user_second_factor",
    ),
    path("sign-in/", sign_in_rules.edit_rules, name="sign_in_rules"),
    path("sign-in/single/", provider_form.edit_provider, name="single_sign_on"),
    # Grants
    path("grants/", grants.list_grants, name="grant_list"),
    path("grants/new/", grants.add_grant, name="grant_new"),
    path("grants/<id:grant_id>/", grants.edit_grant, name="grant"),
    path("grants/<id:grant_id>/end/", grants.remove_grant, name="grant_end"),
    # Roles
    path("roles/", roles.list_roles, name="role_list"),
    path("roles/new/", roles.add_role, name="role_new"),
    path("roles/<id:role_id>/", roles.edit_role, name="role"),
    path("roles/<id:role_id>/delete/", roles.remove_role, name="role_delete"),
    path("access-review/", access_review.show_review, name="access_review"),
    path("access-review/confirm/", access_review.confirm, name="access_review_confirm"),
    path("access-review/export/", access_review.export, name="access_review_export"),
    # Keys
    path("api-keys/", api_keys.list_keys, name="api_key_list"),
    path("api-keys/new/", api_keys.add_key, name="api_key_new"),
    path("api-keys/<id:api_key_id>/revoke/", api_keys.revoke, name="api_key_revoke"),
    # Wall screens
    path("displays/", displays.list_displays, name="display_list"),
    path("displays/new/", displays.add_display, name="display_new"),
    path("displays/<id:display_id>/revoke/", displays.revoke, name="display_revoke"),
    # Customer instances and their contracts
    path("logo/", logos.show_logo, name="logo"),
    path("instances/", instances.list_instances, name="instance_list"),
    path("instances/places/", places.list_places, name="places_to_go"),
    path("instances/new/", instance_changes.add_instance, name="instance_new"),
    path(INSTANCE, instances.show_instance, name="instance"),
    path(INSTANCE + "below/", instances.list_below, name="instances_below"),
    path(INSTANCE + "edit/", instance_changes.edit_instance, name="instance_edit"),
    path(INSTANCE + "move/", instance_changes.move, name="instance_move"),
    path(INSTANCE + "archive/", instance_changes.archive, name="instance_archive"),
    path(
        INSTANCE + "unarchive/", instance_changes.unarchive, name="instance_unarchive"
    ),
    path(INSTANCE + "contracts/new/", contracts.add_contract, name="contract_new"),
    path(CONTRACT + "edit/", contracts.edit_contract, name="contract_edit"),
    path(CONTRACT + "delete/", contracts.remove_contract, name="contract_delete"),
    path(
        CONTRACT + "accounts/",
        contract_accounts.name_accounts,
        name="contract_accounts",
    ),
    path(CONTRACT + "end/", contracts.show_end, name="contract_end"),
    path("support/", support.show_support, name="support"),
    path(
        "support/<id:access_id>/end/",
        support.end_support,
        name="support_end",
    ),
    # Audit log
    path("audit/", audit.list_entries, name="audit"),
    path("audit/export/", audit.export_entries, name="audit_export"),
    path("audit/person/", audit.filter_by_person, name="audit_person"),
    # Mails
    path("outbox/", mails.list_mails, name="outbox"),
    path("outbox/<id:mail_id>/", mails.show_mail, name="mail"),
    path("outbox/<id:mail_id>/as-sent/", mails.show_mail_as_sent, name="mail_as_sent"),
    # The operator's own
    path("access-log/", access_log.show_statistics, name="access_statistics"),
    path("access-log/requests/", access_log.list_requests, name="access_log"),
    path("legal/", legal.list_texts, name="legal"),
    path("legal/<str:kind>/<str:language>/", legal.edit_text, name="legal_text"),
    path("outbound/", outbound.list_hosts, name="outbound"),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("privacy", public.show_text, {"kind": Kind.PRIVACY}, name="privacy"),
    path("imprint", public.show_text, {"kind": Kind.IMPRINT}, name="imprint"),
    path(
        "accessibility",
        public.show_text,
        {"kind": Kind.ACCESSIBILITY},
        name="accessibility",
    ),
    path("map/base.json", base_map.show_base_map, name="base_map"),
    path("map/base.pmtiles", base_map.show_tiles, name="base_tiles"),
    path("i/<id:tenant_id>/", include(inside_an_instance)),
    path("display/<str:secret>/", display.show_display, name="display"),
    path("recipients/confirm/<str:token>/", recipients.confirm, name="recipient"),
    path(
        "recipients/withdraw/<str:token>/",
        recipients.withdraw,
        name="recipient_withdraw",
    ),
]
