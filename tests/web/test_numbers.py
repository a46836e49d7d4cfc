"""Numbers that nobody would write, wherever an address or a form takes one."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.conftest import Browser
from tests.world import World

HUGE = "9" * 5000  # Python turns no more than 4,300 digits into a number


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("rule_list", "device", 404),
        ("rule_list", "type", 404),
        ("rule_new", "device", 404),
        ("rule_new", "device_type", 404),
        ("device_list", "type", 200),
        ("device_list", "instance", 200),
        ("device_list", "page", 200),
        ("device_new", "device_type", 200),
        ("device_new", "tenant", 200),
        ("unassigned_list", "page", 200),
    ],
)
def test_a_number_of_5000_digits_is_found_nowhere(
    world: World, olga: Client, name: str, query: str, status: int
) -> None:
    answer = olga.get(page(world, name), {query: HUGE})

    assert answer.status_code == status


def test_an_uplink_of_5000_digits_is_none(world: World, olga: Client) -> None:
    address = page(world, "device_radio", world.device.id)

    answer = olga.get(address, {"before": f"2026-03-01T12:00:00+00:00_{HUGE}"})

    assert answer.status_code == 404


def test_an_instance_of_5000_digits_is_none(olga: Client) -> None:
    assert olga.get(f"/i/{HUGE}/").status_code == 404


@pytest.mark.parametrize("action", ["row", "try", "save"])
def test_a_form_of_5000_digits_of_rows_is_shown_again(
    world: World, olga: Client, action: str
) -> None:
    sent = {"action": action, "form-TOTAL_FORMS": HUGE, "form-INITIAL_FORMS": HUGE}

    answer = olga.post(page(world, "device_type_new"), sent)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "field", ["device_type", "tenant", "latitude", "expected_interval_0", "count"]
)
@pytest.mark.parametrize("name", ["device_new", "device_type_new", "rule_new"])
def test_a_field_of_5000_digits_is_refused(
    world: World, olga: Client, name: str, field: str
) -> None:
    query = f"?device={world.device.id}" if name == "rule_new" else ""

    answer = olga.post(page(world, name) + query, {field: HUGE})

    assert answer.status_code == 200
