import pytest
from django.db import connection

from tests.api.calls import Caller, caller
from tests.world import DEV_EUI, World


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_a_registered_device_answers_with_all_that_is_known(
    world: World, olga: Caller
) -> None:
    answer = olga.post(
        "/devices",
        {
            "tenant": world.bad.id,
            "dev_eui": "24-E1-24-71-0C-14-00-09",
            "name": "Fühler 9",
            "device_type": world.device_type.id,
            "latitude": 52.5,
            "longitude": 13.4,
            "keys": {"app_key": "00112233445566778899aabbccddeeff"},
        },
    )

    assert answer.status == 201
    assert answer.content["dev_eui"] == "24e124710c140009"
    assert "keys" not in answer.content
    assert olga.get(f"/devices/{answer.content['id']}").content == answer.content


def test_a_device_without_instance_is_the_keys_own(world: World, olga: Caller) -> None:
    answer = olga.post(
        "/devices",
        {"dev_eui": "0" * 16, "name": "Neu", "device_type": world.device_type.id},
    )

    assert answer.content["tenant"] == world.musterstadt.id


def test_a_dev_eui_in_use_is_a_conflict(world: World, olga: Caller) -> None:
    answer = olga.post(
        "/devices",
        {
            "tenant": world.bad.id,
            "dev_eui": DEV_EUI.upper(),
            "name": "Noch einer",
            "device_type": world.device_type.id,
        },
    )

    assert answer.status == 409
    assert "is already registered" in answer.content["detail"]


@pytest.mark.parametrize(
    "spelling", [DEV_EUI, DEV_EUI.upper(), "24:E1:24:71:0C:14:00:01"]
)
def test_a_device_is_found_by_its_eui(
    world: World, olga: Caller, spelling: str
) -> None:
    items = olga.get("/devices", dev_eui=spelling).content["items"]

    assert [item["id"] for item in items] == [world.device.id]


def test_filters_narrow_the_list(world: World, olga: Caller) -> None:
    def found(**query: object) -> int:
        return len(olga.get("/devices", **query).content["items"])

    assert found(q="raum umkleide") == found(tenant=world.bad.id) == 1
    assert found(tenant=world.musterstadt.id) == found(dev_eui="0") == found(q="x") == 0
    assert found(device_type=world.device_type.id + 1) == 0


def test_a_patch_changes_what_is_given_and_leaves_the_rest(
    world: World, olga: Caller
) -> None:
    path = f"/devices/{world.device.id}"
    before = olga.get(path).content

    answer = olga.patch(path, {"name": "Anders", "latitude": None, "longitude": None})

    changed = {"name": "Anders", "latitude": None, "longitude": None}
    assert answer.content == before | changed


def test_a_patch_that_changes_nothing_writes_nothing(
    world: World, olga: Caller
) -> None:
    """The front door looks at all devices again whenever one is written."""

    def noted() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from registry_change")
            return int(cursor.fetchone()[0])

    before = noted()
    device, kind = (
        f"/devices/{world.device.id}",
        f"/device-types/{world.device_type.id}",
    )
    name, model = olga.get(device).content["name"], olga.get(kind).content["model"]

    assert olga.patch(device, {}).content == olga.get(device).content
    assert olga.patch(device, {"name": name}).status == 200
    assert olga.patch(kind, {"model": model}).status == 200
    assert noted() == before

    assert olga.patch(device, {"name": "Anders"}).status == 200
    assert noted() > before


def test_a_device_can_get_another_type(world: World, olga: Caller) -> None:
    other = olga.post("/device-types", {"manufacturer": "Andere", "model": "1"}).content

    answer = olga.patch(f"/devices/{world.device.id}", {"device_type": other["id"]})

    assert answer.content["device_type"] == other["id"]


def test_half_a_place_is_refused(world: World, olga: Caller) -> None:
    answer = olga.patch(f"/devices/{world.device.id}", {"latitude": None})

    assert answer.status == 422
    assert answer.content["detail"] == "A place needs both latitude and longitude."


def test_a_deleted_device_is_gone_and_its_eui_is_free(
    world: World, olga: Caller
) -> None:
    path = f"/devices/{world.device.id}"

    assert olga.delete(path).status == 204
    assert olga.delete(path).status == olga.get(path).status == 404
    again = {"dev_eui": DEV_EUI, "name": "Neu", "device_type": world.device_type.id}
    assert olga.post("/devices", {**again, "tenant": world.bad.id}).status == 201


@pytest.mark.parametrize(
    "name", ["x\r\nBcc: evil@example.org", "\u202ekcartS", "a\x07b"]
)
def test_a_name_is_one_line_that_can_be_printed(
    world: World, olga: Caller, name: str
) -> None:
    refused = olga.patch(f"/devices/{world.device.id}", {"name": name})

    assert refused.status == 422
    assert "signs that cannot be printed" in refused.content["detail"]
    kept = olga.get(f"/devices/{world.device.id}").content
    assert kept["name"] == "Raumfühler 1"
