"""What is sent to endpoints, about an instance of the tree."""

from base64 import b64encode

from tests.isolation.times import NOW
from tests.isolation.tree import Home


def nothing(home: Home) -> dict[str, object]:
    return {}


def no_places(home: Home) -> dict[str, object]:
    return {"places": []}


def new_tenant(home: Home) -> dict[str, object]:
    """Refused at last, since instances stay."""
    said = {"name": home.word, "short_name": "neu", "time_zone": "Nowhere"}
    return {"parent": home.tenant.id, **said}


def nobody(home: Home) -> dict[str, object]:
    return {"export_accounts": []}


def new_contract(home: Home) -> dict[str, object]:
    """Refused at last, since another one holds."""
    said = {"number": home.word, "starts_on": "2020-01-01", "agreed_accounts": 500}
    return {"tenant": home.tenant.id, **said}


def new_user(home: Home) -> dict[str, object]:
    return {
        "tenant": home.tenant.id,
        "email": f"jan@{home.word}.example.org",
        "first_name": "Jan",
        "last_name": f"Neu {home.word}",
        "role": "viewer",
    }


def new_role(home: Home) -> dict[str, object]:
    said = {"name": f"Wart {home.shared_word}", "permissions": ["devices.view"]}
    return {"tenant": home.tenant.id, **said}


def new_grant(home: Home) -> dict[str, object]:
    return {
        "tenant": home.tenant.id,
        "user": home.ids["user_id"],
        "role": "viewer",
    }


def new_type(home: Home) -> dict[str, object]:
    said = {"manufacturer": home.word, "model": "Neu", "shared": False}
    return {"tenant": home.tenant.id, **said}


def new_device(home: Home) -> dict[str, object]:
    return {
        "tenant": home.tenant.id,
        "dev_eui": f"{home.eui_start}eeeeeeee",
        "name": home.word,
        "device_type": home.ids["device_type_id"],
    }


def new_asset(home: Home) -> dict[str, object]:
    return {"tenant": home.tenant.id, "name": home.word, "street": home.word}


def new_asset_type(home: Home) -> dict[str, object]:
    said = {"name": f"Pumpwerk {home.word}", "shared": False}
    return {"tenant": home.tenant.id, **said}


def new_point(home: Home) -> dict[str, object]:
    said = {"name": f"Gas {home.word}", "medium": "gas", "number": home.word}
    return {"tenant": home.tenant.id, **said}


def new_meter(home: Home) -> dict[str, object]:
    said = {"meter_number": home.word, "first_reading": 0, "last_reading": 2}
    return {"measuring_point": home.ids["point_id"], **said}


def new_occupancy(home: Home) -> dict[str, object]:
    """Refused at last, since somebody is there."""
    said = {"name": f"Bruno {home.word}", "since": "2026-01-01T00:00:00Z"}
    return {"measuring_point": home.ids["point_id"], **said}


def removal(home: Home) -> dict[str, object]:
    return {"last_reading": 2, "note": home.word}


def new_import(home: Home) -> dict[str, object]:
    rows = f"DevEUI;Name\n{home.eui_start}eeeeeeee;{home.word}\n".encode()
    return {
        "tenant": home.tenant.id,
        "kind": "devices",
        "file_name": f"{home.word}.csv",
        "content": b64encode(rows).decode(),
    }


def new_connection(home: Home) -> dict[str, object]:
    return {"tenant": home.tenant.id, "kind": "chirpstack", "name": home.word}


def at_a_broker(home: Home) -> dict[str, object]:
    return {"name": home.word, "mqtt": {"broker": f"mqtt://{home.word}.example.org"}}


def new_gateway(home: Home) -> dict[str, object]:
    return {
        "tenant": home.tenant.id,
        "eui": f"{home.gateway_start}eeeeeeee",
        "name": home.word,
        "shared": False,
    }


def new_rule(home: Home) -> dict[str, object]:
    return {
        "tenant": home.tenant.id,
        "name": f"Kalt {home.word}",
        "device": home.ids["device_id"],
        "key": "temperature",
        "condition": {"type": "below", "low": 2},
    }


def new_key(home: Home) -> dict[str, object]:
    """Refused at last, since it would have ended."""
    said = {"name": home.word, "expires_at": "2020-01-01T00:00:00Z"}
    return {"tenant": home.tenant.id, **said}


def new_display(home: Home) -> dict[str, object]:
    return {**new_key(home), "shown": "overview"}


def new_sensor(home: Home) -> dict[str, object]:
    return {"dev_eui": f"{home.eui_start}dddddddd", "note": home.word}


def many_devices(home: Home) -> dict[str, object]:
    return {
        "devices": [home.ids["device_id"]],
        "action": "edit",
        "changes": {"add_tags": [home.word]},
        "preview": True,
    }


def new_request(home: Home) -> dict[str, object]:
    return {
        "tenant": home.tenant.id,
        "kind": "access",
        "channel": "letter",
        "received_on": NOW.date().isoformat(),
        "name": f"Anton {home.word}",
    }


def no_identity(home: Home) -> dict[str, object]:
    said = {"method": "known-address", "note": f"Keine Antwort {home.word}"}
    return {**said, "proven": False}


def refusal(home: Home) -> dict[str, object]:
    return {"decision": "refused", "reason": f"Nicht belegt {home.word}"}
