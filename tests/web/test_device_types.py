"""Pages of device types."""

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from progres.database.scope import scoped
from progres.devices.queries import get_device_type, search_device_types
from tests.web.conftest import Browser
from tests.world import CODEC, World

ROWS = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
NEW_TYPE = {
    **ROWS,
    "action": "save",
    "manufacturer": "Muster Sensorik",
    "model": "Luft 5",
    "expected_interval_0": "10",
    "expected_interval_1": "minutes",
    "lorawan_class": "A",
    "shared": "on",
    "codec_source": CODEC,
    "form-0-key": "co2",
    "form-0-label_en": "Carbon dioxide",
    "form-0-unit": "ppm",
    "form-0-kind": "gauge",
    "form-1-key": "",
    "form-1-kind": "gauge",
}


def url(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


def new_url(world: World) -> str:
    return url(world, "device_type_new")


def send(client: Client, address: str, **changes: str) -> tuple[int, str]:
    response = client.post(address, {**NEW_TYPE, **changes})
    return response.status_code, response.content.decode()


def test_a_type_is_made_with_its_values_and_codec(
    world: World, browser: Browser
) -> None:
    status, _ = send(browser(world.olga), new_url(world))

    assert status == 302
    with scoped(world.olga.scope):
        made = search_device_types(world.olga.scope, text="Luft").get()
    assert made.codec_source.strip() == CODEC.strip()
    assert made.expected_interval.total_seconds() == 600
    assert made.value_specs == [
        {
            "key": "co2",
            "label_de": "Carbon dioxide",
            "label_en": "Carbon dioxide",
            "unit": "ppm",
            "kind": "gauge",
        }
    ]


def test_a_type_that_exists_is_refused_beside_its_field_and_nothing_typed_is_lost(
    world: World, browser: Browser
) -> None:
    status, page = send(browser(world.olga), new_url(world), model="Raum 3")

    assert status == 200
    assert "already a type of this manufacturer and model" in page
    assert "Carbon dioxide" in page


def test_a_type_of_devices_below_cannot_be_hidden(
    world: World, browser: Browser
) -> None:
    address = url(world, "device_type_edit", world.device_type.id)

    status, page = send(
        browser(world.olga),
        address,
        model="Raum 3",
        shared="",
        **{"form-TOTAL_FORMS": "1"},
    )

    assert status == 200
    assert "it must stay shared" in page


def test_a_codec_of_too_many_bytes_is_refused(world: World, browser: Browser) -> None:
    source = "// " + "ä" * (300 * 1024)

    status, page = send(browser(world.olga), new_url(world), codec_source=source)

    assert status == 200
    assert "The codec has 614403 bytes of source" in page


def test_a_key_described_twice_is_refused(world: World, browser: Browser) -> None:
    _, page = send(browser(world.olga), new_url(world), **{"form-1-key": "co2"})

    assert "The key “co2” is described twice" in page


def test_a_row_of_values_is_added_without_script(
    world: World, browser: Browser
) -> None:
    _, page = send(browser(world.olga), new_url(world), action="row")

    assert 'name="form-2-key"' in page
    assert 'value="co2"' in page


def test_a_row_marked_for_removal_goes(world: World, browser: Browser) -> None:
    send(
        browser(world.olga),
        new_url(world),
        **{"form-1-key": "debug", "form-1-DELETE": "on"},
    )

    with scoped(world.olga.scope):
        made = search_device_types(world.olga.scope, text="Luft").get()
    assert [spec["key"] for spec in made.value_specs] == ["co2"]


def test_the_codec_is_tried_as_it_is_typed_and_nothing_is_saved(
    world: World, browser: Browser
) -> None:
    _, page = send(
        browser(world.olga),
        url(world, "device_type_edit", world.device_type.id),
        action="try",
        codec_source="function Decoder() { return {co2: 712}; }",
        **{"trial-f_port": "2", "trial-payload": "AWc="},
    )

    assert "Carbon dioxide" in page
    assert "712" in page
    with scoped(world.olga.scope):
        saved = get_device_type(world.olga.scope, world.device_type.id)
    assert saved.codec_source == world.device_type.codec_source


def test_a_payload_that_is_none_is_refused_in_the_box(
    world: World, browser: Browser
) -> None:
    _, page = send(
        browser(world.olga),
        new_url(world),
        action="try",
        **{"trial-f_port": "2", "trial-payload": "!"},
    )

    assert "This is neither hex" in page


def test_a_reader_may_try_the_saved_codec(world: World, browser: Browser) -> None:
    address = url(world, "device_type", world.device_type.id)
    payload = {"action": "try", "trial-f_port": "1", "trial-payload": "00 d5 50 01"}

    page = browser(world.rita).post(address, payload).content.decode()

    assert "21.3" in page
    assert "Edit" not in page


def test_a_type_shared_from_above_is_shown_and_not_edited(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    shown = client.get(
        reverse("web:device_type", args=[world.bad.id, world.device_type.id])
    )
    edited = client.get(
        reverse("web:device_type_edit", args=[world.bad.id, world.device_type.id])
    )

    assert "Shared by an instance above" in shown.content.decode()
    assert edited.status_code == 404


def test_a_type_with_devices_is_not_deleted(world: World, browser: Browser) -> None:
    address = url(world, "device_type_delete", world.device_type.id)

    page = browser(world.olga).post(
        address, {"confirm": "Muster Sensorik Raum 3"}, follow=True
    )

    assert "still has devices" in page.content.decode()


def test_a_type_goes_when_its_name_is_typed(world: World, browser: Browser) -> None:
    client = browser(world.olga)
    send(client, new_url(world))
    with scoped(world.olga.scope):
        made = search_device_types(world.olga.scope, text="Luft").get()
    address = url(world, "device_type_delete", made.id)

    wrong = client.post(address, {"confirm": "Luft"})
    right = client.post(address, {"confirm": "Muster Sensorik Luft 5"})

    assert "not its name" in wrong.content.decode()
    assert right.status_code == 302
    with scoped(world.olga.scope):
        assert not search_device_types(world.olga.scope, text="Luft").exists()


def test_the_list_needs_the_same_few_queries_for_many_types(
    world: World,
    browser: Browser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browser(world.olga)
    for number in range(5):
        send(client, new_url(world), model=f"Luft {number}")

    with django_assert_max_num_queries(26):
        page = client.get(url(world, "device_type_list"), {"q": "luft"})

    assert page.content.decode().count("Muster Sensorik Luft") == 5
    assert "Raum 3" not in page.content.decode()


def test_a_codec_that_is_no_javascript_is_refused_with_its_line(
    world: World, browser: Browser
) -> None:
    status, page = send(
        browser(world.olga), new_url(world), codec_source="const a = 1;\nfunction {"
    )

    assert status == 200
    assert "Line 2: The codec is not valid JavaScript." in page
    assert 'line="2"' in page


def test_a_codec_without_a_function_to_decode_is_refused(
    world: World, browser: Browser
) -> None:
    status, page = send(browser(world.olga), new_url(world), codec_source="let a = 1;")

    assert status == 200
    assert "no function decodeUplink, Decode or Decoder" in page


def test_a_codec_that_stumbles_over_an_empty_payload_is_saved(
    world: World, browser: Browser
) -> None:
    source = "function decodeUplink(input) { throw new Error('too short'); }"

    status, _ = send(browser(world.olga), new_url(world), codec_source=source)

    assert status == 302


def test_what_is_wrong_in_the_table_of_values_is_summed_at_the_top(
    world: World, browser: Browser
) -> None:
    _, page = send(browser(world.olga), new_url(world), **{"form-1-unit": "V"})

    summed = page[page.index('class="form-errors"') :]
    assert '<a href="#id_form-1-key">Value 2, Key</a>' in summed


def test_a_row_that_is_added_is_not_judged(world: World, browser: Browser) -> None:
    _, page = send(
        browser(world.olga), new_url(world), action="row", **{"form-1-unit": "V"}
    )

    table = page[page.index('id="values"') : page.index("Add a value")]
    assert "aria-invalid" not in table
    assert table.count("autofocus") == 1
    assert 'value="V"' in table
