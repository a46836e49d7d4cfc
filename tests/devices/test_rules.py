from datetime import timedelta

import pytest

from progres.devices.rules import (
    BadValueSpec,
    DeviceState,
    check_value_specs,
    label_of,
    state_of,
)
from progres.devices.silence import limits_of
from tests.world import NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("silence", "state"),
    [
        (None, DeviceState.UNKNOWN),
        (2.5 * HOUR, DeviceState.OK),
        (2.51 * HOUR, DeviceState.LATE),
        (5 * HOUR, DeviceState.LATE),
        (5.01 * HOUR, DeviceState.SILENT),
    ],
)
def test_a_device_is_late_and_then_silent_by_its_own_interval(
    silence: timedelta | None, state: DeviceState
) -> None:
    assert state == state_of(
        status="registered",
        open_alarm=False,
        last_seen_at=None if silence is None else NOON - silence,
        limits=limits_of(HOUR, at=NOON),
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("registered", DeviceState.ALARM),
        ("decommissioned", DeviceState.MAINTENANCE),
    ],
)
def test_an_alarm_matters_more_than_silence_unless_the_device_is_out_of_service(
    status: str, state: DeviceState
) -> None:
    assert state == state_of(
        status=status,
        open_alarm=True,
        last_seen_at=NOON - 99 * HOUR,
        limits=limits_of(HOUR, at=NOON),
    )


def test_labels_fall_back_on_each_other_and_on_the_key() -> None:
    german, neither = check_value_specs(
        [{"key": " t ", "label_de": "Temperatur", "unit": "°C"}, {"key": "x"}]
    )

    assert german == {
        "key": "t",
        "label_de": "Temperatur",
        "label_en": "Temperatur",
        "unit": "°C",
        "kind": "gauge",
    }
    assert (neither["label_de"], neither["label_en"], neither["unit"]) == ("x", "x", "")


@pytest.mark.parametrize(
    ("specs", "sentence"),
    [
        ([{"key": " "}], "'' is not a key: it needs 1 to 100 characters"),
        ([{"key": "k" * 101}], "is not a key"),
        ([{"key": "t"}, {"key": "t"}], "'t' is described twice"),
        ([{"key": "t", "kind": "colour"}], "'colour' is not a kind of value; use one"),
    ],
)
def test_a_value_that_cannot_be_says_what_would_be_right(
    specs: list[dict[str, str]], sentence: str
) -> None:
    with pytest.raises(BadValueSpec, match=sentence):
        check_value_specs(specs)


def test_a_value_is_called_as_its_type_says_or_by_its_key() -> None:
    specs = check_value_specs([{"key": "t", "label_en": "Warmth", "unit": "°C"}])
    known, unknown = label_of(specs, "t"), label_of(specs, "co2")

    assert (known.in_language("en"), known.unit) == ("Warmth", "°C")
    assert (unknown.in_language("de"), unknown.in_language("en")) == ("co2", "co2")
    assert unknown.unit == ""
