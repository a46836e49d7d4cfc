"""Every endpoint: what it needs, and what is sent to it."""

from tests.isolation.bodies import (
    at_a_broker,
    many_devices,
    new_asset,
    new_asset_type,
    new_connection,
    new_contract,
    new_device,
    new_display,
    new_gateway,
    new_grant,
    new_import,
    new_key,
    new_meter,
    new_occupancy,
    new_point,
    new_request,
    new_role,
    new_rule,
    new_sensor,
    new_tenant,
    new_type,
    new_user,
    no_identity,
    no_places,
    nobody,
    nothing,
    refusal,
    removal,
)
from tests.isolation.rights import from_above, of_the_customer, of_the_occupant
from tests.isolation.table import (
    AT_A_BROKER,
    INVITED,
    Kind,
    Row,
    new_place,
    sent,
    shown,
)


def named_file(needs: str) -> Row:
    """A file that is sent as it is; here without any content."""
    return Row(kind=Kind.SENT, needs=needs, query="?name=Foto.png")


A_DEVICE = ("device", "device_photo", "exchange", "rule")
A_POINT = ("point", "occupancy", "meter_photo")

DONE = (("request_id", "done_id"),)

ENDPOINTS = {
    "GET /privacy-requests": shown("privacy.view", "q=klara&state=open"),
    "POST /privacy-requests": sent("privacy.edit", new_request),
    "GET /privacy-requests/{request_id}": shown("privacy.view"),
    "POST /privacy-requests/{request_id}/identity": sent("privacy.edit", no_identity),
    "POST /privacy-requests/{request_id}/decision": sent(
        "privacy.edit",
        refusal,
        ids=(("request_id", "refused_id"),),
        ends=("request",),
    ),
    "GET /privacy-requests/{request_id}/package": Row(
        kind=Kind.SHOWN, needs="privacy.edit", ids=DONE
    ),
    "GET /tenants": shown("tenants.view"),
    "POST /tenants": sent("tenants.create", new_tenant),
    "GET /tenants/{tenant_id}": shown("tenants.view"),
    "PATCH /tenants/{tenant_id}": sent("tenants.edit", nothing),
    "POST /tenants/{tenant_id}/move": sent(
        "tenants.edit", new_place, sending=from_above
    ),
    "POST /tenants/{tenant_id}/archive": sent(
        "tenants.edit", sending=from_above, ends=("archived",)
    ),
    "POST /tenants/{tenant_id}/unarchive": sent("tenants.edit"),
    "GET /contracts": shown("contracts.view", "tenant={tenant_id}"),
    "POST /contracts": sent("contracts.edit", new_contract, sending=from_above),
    "GET /contracts/{contract_id}": shown("contracts.view"),
    "PATCH /contracts/{contract_id}": sent(
        "contracts.edit", nothing, sending=from_above
    ),
    "PUT /contracts/{contract_id}/export-accounts": sent("users.edit", nobody),
    "DELETE /contracts/{contract_id}": sent(
        "contracts.edit", sending=from_above, ends=("contract",)
    ),
    "GET /support-accesses": shown("support.view"),
    "DELETE /support-accesses/{access_id}": sent(
        "support.view", sending=of_the_customer
    ),
    "GET /users": shown("users.view", "email=operator@zeichenoperator.example.org"),
    "POST /users": sent("users.edit", new_user),
    "GET /users/{user_id}": shown("users.view"),
    "PATCH /users/{user_id}": sent("users.edit", nothing),
    "DELETE /users/{user_id}": sent("users.edit", ends=("person",)),
    "POST /users/{user_id}/invitation": sent("users.edit", ids=INVITED),
    "GET /roles": shown("users.view"),
    "POST /roles": sent("users.edit", new_role),
    "PATCH /roles/{role_id}": sent("users.edit", nothing),
    "DELETE /roles/{role_id}": sent("users.edit", ends=("role",)),
    "GET /api-keys": shown("tenants.view"),
    "POST /api-keys": sent("api_keys.edit", new_key),
    "DELETE /api-keys/{api_key_id}": Row(
        kind=Kind.SENT, needs="api_keys.edit", sees="users.view", ends=("key",)
    ),
    "GET /display-tokens": shown("displays.edit"),
    "POST /display-tokens": sent("displays.edit", new_display),
    "DELETE /display-tokens/{display_token_id}": sent(
        "displays.edit", ids=(("display_token_id", "display_id"),), ends=("display",)
    ),
    "GET /grants": shown("users.view"),
    "POST /grants": sent("users.edit", new_grant),
    "PATCH /grants/{grant_id}": sent("users.edit", nothing),
    "DELETE /grants/{grant_id}": sent("users.edit", ends=("person",)),
    "GET /me": shown("tenants.view"),
    "GET /search": shown(
        "tenants.view", "q=f", "q=halle", "q=d0e0f0a", query="?q=klara"
    ),
    "GET /device-types": shown("device_types.view", "q=f"),
    "POST /device-types": sent("device_types.edit", new_type),
    "GET /device-types/{device_type_id}": shown("device_types.view"),
    "PATCH /device-types/{device_type_id}": sent("device_types.edit", nothing),
    "DELETE /device-types/{device_type_id}": sent("device_types.edit"),
    "GET /device-types/{device_type_id}/picture": shown("device_types.view"),
    "PUT /device-types/{device_type_id}/picture": named_file("device_types.edit"),
    "DELETE /device-types/{device_type_id}/picture": sent(
        "device_types.edit", ends=("type_picture",)
    ),
    "GET /devices": shown("devices.view", "q=f", "tenant={tenant_id}"),
    "POST /devices": sent("devices.edit", new_device),
    "POST /devices/bulk": sent("devices.edit", many_devices),
    "GET /devices/deleted": shown("devices.edit"),
    "POST /devices/{device_id}/restore": sent(
        "devices.edit", nothing, ids=(("device_id", "deleted_id"),), ends=("deleted",)
    ),
    "GET /device-places": shown(
        "devices.view", "device={device_id}", "asset={asset_id}"
    ),
    "GET /devices/{device_id}": shown("devices.view"),
    "PATCH /devices/{device_id}": sent("devices.edit", nothing),
    "DELETE /devices/{device_id}": sent("devices.edit", ends=A_DEVICE),
    "GET /devices/{device_id}/exchanges": shown("devices.view"),
    "POST /devices/{device_id}/exchanges": sent("devices.edit", new_sensor),
    "DELETE /devices/{device_id}/exchanges/{exchange_id}": sent(
        "devices.edit", ends=("exchange",)
    ),
    "GET /devices/{device_id}/photos": shown("devices.view"),
    "POST /devices/{device_id}/photos": named_file("devices.edit"),
    "GET /devices/{device_id}/photos/{photo_id}": shown("devices.view"),
    "PATCH /devices/{device_id}/photos/{photo_id}": sent("devices.edit", nothing),
    "DELETE /devices/{device_id}/photos/{photo_id}": sent(
        "devices.edit", ends=("device_photo",)
    ),
    "POST /devices/{device_id}/keys/reveal": sent("device_keys.view"),
    "GET /assets": shown("assets.view"),
    "POST /assets": sent("assets.edit", new_asset),
    "GET /assets/{asset_id}": shown("assets.view"),
    "PATCH /assets/{asset_id}": sent("assets.edit", nothing),
    "DELETE /assets/{asset_id}": sent(
        "assets.edit", ends=("asset", "asset_file", *A_DEVICE)
    ),
    "GET /assets/{asset_id}/files": shown("assets.view"),
    "POST /assets/{asset_id}/files": named_file("assets.edit"),
    "GET /assets/{asset_id}/files/{file_id}": shown("assets.view"),
    "DELETE /assets/{asset_id}/files/{file_id}": sent(
        "assets.edit", ends=("asset_file",)
    ),
    "GET /assets/{asset_id}/plan": shown("assets.view devices.view"),
    "PUT /assets/{asset_id}/plan": sent("assets.edit devices.view", no_places),
    "GET /asset-types": shown("assets.view"),
    "POST /asset-types": sent("assets.edit", new_asset_type),
    "GET /asset-types/{asset_type_id}": shown("assets.view"),
    "PATCH /asset-types/{asset_type_id}": sent("assets.edit", nothing),
    "DELETE /asset-types/{asset_type_id}": sent("assets.edit"),
    "GET /measuring-points": shown("measuring_points.view", "q=w", "medium=water"),
    "POST /measuring-points": sent("measuring_points.edit", new_point),
    "GET /measuring-points/{point_id}": shown("measuring_points.view"),
    "PATCH /measuring-points/{point_id}": sent("measuring_points.edit", nothing),
    "DELETE /measuring-points/{point_id}": sent("measuring_points.edit", ends=A_POINT),
    "GET /measuring-points/{point_id}/series": shown(
        "measuring_points.view readings.view", query="?from=2020-01-01T00:00:00Z"
    ),
    "GET /meter-exchanges": shown(
        "measuring_points.view", "measuring_point={point_id}"
    ),
    "POST /meter-exchanges": sent("meters.exchange", new_meter, ends=A_POINT),
    "DELETE /meter-exchanges/{meter_id}": sent("meters.exchange", ends=A_POINT),
    "POST /meter-exchanges/{meter_id}/removal": sent(
        "meters.exchange", removal, ends=A_POINT
    ),
    "DELETE /meter-exchanges/{meter_id}/removal": sent("meters.exchange"),
    "GET /occupancies": shown(
        "occupancies.view",
        "q=klara",
        "standing=present",
        "measuring_point={point_id}",
    ),
    "POST /occupancies": sent("occupancies.edit", new_occupancy),
    "GET /occupancies/{occupancy_id}": shown("occupancies.view"),
    "PATCH /occupancies/{occupancy_id}": sent("occupancies.edit", nothing),
    "DELETE /occupancies/{occupancy_id}": sent("occupancies.edit", ends=("occupancy",)),
    "GET /own-consumption": shown("own_consumption.view"),
    "GET /own-consumption/{occupancy_id}/series": Row(
        kind=Kind.SHOWN,
        needs="own_consumption.view",
        query="?from=2020-01-01T00:00:00Z",
        exists=of_the_occupant,
    ),
    "GET /devices/{device_id}/latest": shown("readings.view"),
    "GET /devices/{device_id}/readings": shown(
        "readings.view", query="?keys=temperature,note&from=2020-01-01T00:00:00Z"
    ),
    "GET /devices/{device_id}/uplinks": shown("readings.view"),
    "GET /imports": shown("devices.edit"),
    "POST /imports": sent("devices.edit", new_import),
    "GET /imports/{import_id}": shown("devices.edit"),
    "GET /imports/{import_id}/errors": shown("devices.edit"),
    "POST /imports/{import_id}/run": sent("devices.edit", ends=("import",)),
    "POST /imports/{import_id}/undo": sent("devices.edit"),
    "DELETE /imports/{import_id}": sent("devices.edit", ends=("import",)),
    "GET /connections": shown("connections.view"),
    "POST /connections": sent("connections.edit", new_connection),
    "GET /connections/{connection_id}": shown("connections.view"),
    "DELETE /connections/{connection_id}": sent(
        "connections.edit", ends=("connection", *A_DEVICE)
    ),
    "POST /connections/{connection_id}/token": sent("connections.edit"),
    "GET /connections/{connection_id}/health": shown("connections.view"),
    "GET /connections/{connection_id}/messages": shown(
        "connections.view readings.view"
    ),
    "POST /connections/{connection_id}/messages/{message_id}/replay": sent(
        "connections.edit readings.view", ends=("connection",)
    ),
    "POST /connections/{connection_id}/pause": sent("connections.edit"),
    "POST /connections/{connection_id}/resume": sent("connections.edit"),
    "PUT /connections/{connection_id}": sent(
        "connections.edit", at_a_broker, ids=AT_A_BROKER
    ),
    "GET /unassigned-uplinks": shown("connections.view", "dev_eui=d0e0f0a"),
    "GET /gateways": shown("gateways.view"),
    "GET /gateways/unregistered": shown("gateways.view", "q=e"),
    "POST /gateways": sent("gateways.edit", new_gateway),
    "GET /gateways/{gateway_id}": shown("gateways.view"),
    "GET /gateways/{gateway_id}/heard-devices": shown("readings.view"),
    "GET /gateways/{gateway_id}/counts": shown("gateways.view"),
    "PATCH /gateways/{gateway_id}": sent("gateways.edit", nothing),
    "DELETE /gateways/{gateway_id}": sent("gateways.edit", ends=("gateway",)),
    "GET /alarm-rules": shown("alarms.view"),
    "POST /alarm-rules": sent("alarm_rules.edit", new_rule),
    "GET /alarm-rules/{rule_id}": shown("alarms.view"),
    "PATCH /alarm-rules/{rule_id}": sent("alarm_rules.edit", nothing),
    "DELETE /alarm-rules/{rule_id}": sent("alarm_rules.edit", ends=("rule",)),
    "GET /alarms": shown("alarms.view", "state=all", "tenant={tenant_id}"),
    "GET /alarms/{alarm_id}": shown("alarms.view"),
    "POST /alarms/{alarm_id}/acknowledge": sent("alarms.acknowledge"),
    "GET /audit-events": shown("audit.view", "tenant={tenant_id}"),
}
