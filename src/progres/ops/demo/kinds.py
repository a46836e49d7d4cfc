"""The kinds of devices in the city: what they measure and how they send it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from progres.devices.silence import SendPlan
from progres.ops.demo import measures
from progres.ops.demo.measures import Measure
from progres.ops.demo.payload import Form, Number

CODECS = Path(__file__).parent / "codecs"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A device type; `specs` are (key, German, English, unit, kind) in order.

    `interval` is how often its devices send and are expected to; with `on_change` they
    also look each ten minutes and send when a flag has changed. In the live demo each
    sends after `live_s` seconds, whatever its plan.
    """

    name: str
    manufacturer: str
    model: str
    f_port: int
    form: Form
    measure: Measure
    interval: timedelta
    live_s: float
    specs: tuple[tuple[str, str, str, str, str], ...]
    on_change: bool = False
    lorawan_version: str = "1.0.3"
    lorawan_class: str = "A"
    send_plan: SendPlan | None = None

    @property
    def codec_source(self) -> str:
        return (CODECS / f"{self.name}.js").read_text()

    @property
    def value_specs(self) -> list[dict[str, str]]:
        names = ("key", "label_de", "label_en", "unit", "kind")
        return [dict(zip(names, spec, strict=True)) for spec in self.specs]


_TEMPERATURE = ("temperature", "Temperatur", "Temperature", "°C", "gauge")
_HUMIDITY = ("humidity", "Luftfeuchte", "Humidity", "%", "gauge")
_BATTERY = ("battery", "Batterie", "Battery", "%", "gauge")

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            name="air",
            manufacturer="Klarluft",
            model="CO2 Monitor 5",
            f_port=2,
            form=Form((
                Number("temperature", "h", 10), Number("humidity", "B", 2),
                Number("co2", "H"), Number("battery", "B"),
            )),
            measure=measures.air,
            interval=timedelta(minutes=15),
            live_s=60,
            specs=(
                ("co2", "CO₂", "CO₂", "ppm", "gauge"),
                _TEMPERATURE, _HUMIDITY, _BATTERY,
            ),
        ),
        Kind(
            name="room",
            manufacturer="Klarluft",
            model="Raumklima 3",
            f_port=2,
            form=Form((
                Number("temperature", "h", 10), Number("humidity", "B", 2),
                Number("battery", "B"),
            )),
            measure=measures.room,
            interval=timedelta(minutes=30),
            live_s=60,
            specs=(_TEMPERATURE, _HUMIDITY, _BATTERY),
        ),
        Kind(
            name="water",
            manufacturer="Quellwerk",
            model="Wasserzähler W 20",
            f_port=10,
            form=Form(
                (
                    Number("volume", "I", 1000), Number("flow", "H"),
                    Number("night_flow", "H"), Number("battery", "B"),
                ),
                ("backflow", "tamper"),
            ),
            measure=measures.water,
            interval=timedelta(hours=1),
            live_s=300,
            specs=(
                ("volume", "Zählerstand", "Meter reading", "m³", "counter"),
                ("flow", "Durchfluss", "Flow", "l/h", "gauge"),
                ("night_flow", "Nachtmindestdurchfluss", "Least flow at night", "l/h", "gauge"),
                ("backflow", "Rückfluss", "Backflow", "", "state"),
                ("tamper", "Manipulation", "Tampering", "", "state"),
                _BATTERY,
            ),
        ),
        Kind(
            name="heat",
            manufacturer="Quellwerk",
            model="Wärmezähler T 8",
            f_port=10,
            form=Form((
                Number("energy", "I"), Number("volume", "I", 100),
                Number("power", "H", 10), Number("flow", "H"),
                Number("temperature.supply", "h", 10),
                Number("temperature.return", "h", 10),
            )),
            measure=measures.heat,
            interval=timedelta(hours=1),
            live_s=300,
            specs=(
                ("energy", "Wärmemenge", "Heat", "kWh", "counter"),
                ("power", "Leistung", "Power", "kW", "gauge"),
                ("temperature.supply", "Vorlauf", "Supply", "°C", "gauge"),
                ("temperature.return", "Rücklauf", "Return", "°C", "gauge"),
                ("flow", "Durchfluss", "Flow", "l/h", "gauge"),
                ("volume", "Volumen", "Volume", "m³", "counter"),
            ),
        ),
        Kind(
            name="soil",
            manufacturer="Grünfunk",
            model="Bodensonde B 2",
            f_port=3,
            form=Form((
                Number("moisture", "H", 10), Number("temperature", "h", 10),
                Number("conductivity", "H"), Number("battery", "B"),
            )),
            measure=measures.soil,
            interval=timedelta(hours=2),
            live_s=300,
            specs=(
                ("moisture", "Bodenfeuchte", "Soil moisture", "%", "gauge"),
                ("temperature", "Bodentemperatur", "Soil temperature", "°C", "gauge"),
                ("conductivity", "Leitfähigkeit", "Conductivity", "µS/cm", "gauge"),
                _BATTERY,
            ),
        ),
        Kind(
            name="parking",
            manufacturer="Grünfunk",
            model="Parksensor P 1",
            f_port=1,
            form=Form((Number("temperature", "b"), Number("battery", "B")), ("occupied",)),
            measure=measures.parking,
            interval=timedelta(hours=1),
            live_s=75,
            on_change=True,
            specs=(
                ("occupied", "Belegt", "Occupied", "", "state"),
                _TEMPERATURE, _BATTERY,
            ),
        ),
        Kind(
            name="fill",
            manufacturer="Grünfunk",
            model="Füllstand F 4",
            f_port=4,
            form=Form(
                (
                    Number("level", "B"), Number("distance", "H"),
                    Number("temperature", "b"), Number("battery", "B"),
                ),
                ("tilted",),
            ),
            measure=measures.fill,
            interval=timedelta(hours=6),
            live_s=300,
            send_plan=SendPlan(weekdays=(0, 1, 2, 3, 4, 5), start=5, end=21),
            specs=(
                ("level", "Füllstand", "Fill level", "%", "gauge"),
                ("distance", "Abstand", "Distance", "cm", "gauge"),
                ("tilted", "Umgekippt", "Tilted", "", "state"),
                _TEMPERATURE, _BATTERY,
            ),
        ),
        Kind(
            name="door",
            manufacturer="Klarluft",
            model="Türkontakt D 6",
            f_port=6,
            form=Form(
                (Number("openings", "I"), Number("temperature", "h", 10), Number("battery", "B")),
                ("open",),
            ),
            measure=measures.door,
            interval=timedelta(minutes=30),
            live_s=60,
            specs=(
                ("open", "Offen", "Open", "", "state"),
                _TEMPERATURE,
                ("openings", "Öffnungen", "Openings", "", "counter"),
                _BATTERY,
            ),
        ),
        Kind(
            name="weather",
            manufacturer="Grünfunk",
            model="Wetterstation S 7",
            f_port=7,
            form=Form((
                Number("temperature", "h", 10), Number("humidity", "B", 2),
                Number("wind", "H", 10), Number("rain", "I", 10),
                Number("pressure", "H", 10),
            )),
            measure=measures.weather,
            interval=timedelta(minutes=5),
            live_s=60,
            specs=(
                _TEMPERATURE, _HUMIDITY,
                ("wind", "Wind", "Wind", "m/s", "gauge"),
                ("rain", "Niederschlag", "Rain", "mm", "counter"),
                ("pressure", "Luftdruck", "Air pressure", "hPa", "gauge"),
            ),
        ),
        Kind(
            name="river",
            manufacturer="Quellwerk",
            model="Pegelsonde R 8",
            f_port=8,
            form=Form((
                Number("level", "h"), Number("temperature", "h", 10), Number("battery", "B"),
            )),
            measure=measures.river,
            interval=timedelta(minutes=15),
            live_s=60,
            specs=(
                ("level", "Pegel", "Water level", "cm", "gauge"),
                ("temperature", "Wassertemperatur", "Water temperature", "°C", "gauge"),
                _BATTERY,
            ),
        ),
    )
}  # fmt: skip
