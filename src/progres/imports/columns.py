"""The columns that an import knows: one line each.

A column's name is the field that it fills, or what `devices` and `points` make of it.
Its words are headings that mean it, as `rules.heading_word` leaves them, the best first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from progres.devices.rules import KEY_LENGTH
from progres.imports import cells
from progres.imports.rules import Kind, heading_word
from progres.kit.refusal import Said
from progres.kit.words import plain
from progres.metering.rules import Medium

_STATUSES = {
    "planned": ("planned", "geplant"),
    "registered": ("registered", "registriert", "aktiv", "active"),
    "decommissioned": ("decommissioned", "außer betrieb", "stillgelegt", "ausgebaut"),
}
_MEDIA = {
    Medium.ELECTRICITY: ("electricity", "strom", "elektrizität", "power"),
    Medium.GAS: ("gas", "erdgas"),
    Medium.WATER: ("water", "wasser", "kaltwasser", "warmwasser", "trinkwasser"),
    Medium.HEAT: ("heat", "wärme", "fernwärme"),
    Medium.COLD: ("cold", "kälte", "cooling"),
    Medium.OTHER: ("other", "sonstiges", "andere"),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """What can stand in a file; `is_secret` is never shown again."""

    name: str
    label: Said
    words: tuple[str, ...]
    read: cells.Reader
    example: str = ""
    is_needed: bool = False
    is_secret: bool = False


def _spelled(words: Mapping[Any, Sequence[str]]) -> dict[str, str]:
    return {plain(way): str(word) for word, ways in words.items() for way in ways}


def _column(
    name: str,
    label: Said,
    words: str,
    read: cells.Reader,
    example: str = "",
    **more: bool,
) -> Column:
    return Column(
        name=name,
        label=label,
        words=(name.replace("_", ""), heading_word(str(label)), *words.split()),
        read=read,
        example=example,
        is_needed=more.get("is_needed", False),
        is_secret=more.get("is_secret", False),
    )


_DEVICE = (
    _column(
        "dev_eui",
        Said("DevEUI"),
        "deui deviceeui hardwareserial sensoreui geraeteeui gerateeui ideui eui",
        cells.eui,
        "24E124710C140001",
        is_needed=True,
    ),
    _column(
        "name",
        Said("Name"),
        "devicename geratename geratebezeichnung bezeichnung gerat device deviceid id",
        cells.line(100),
        "Raumfühler 1",
        is_needed=True,
    ),
    _column(
        "device_type",
        Said("Device type"),
        "geratetyp typ type profile deviceprofile deviceprofilename profil",
        cells.line(201),
        "Muster Sensorik Raum 3",
    ),
    _column(
        "manufacturer", Said("Manufacturer"), "hersteller vendor brandid brand",
        cells.line(100),
    ),
    _column("model", Said("Model"), "modell modelid typenbezeichnung", cells.line(100)),
    _column(
        "join_eui", Said("JoinEUI"), "appeui applicationeui joineuiappeui", cells.eui,
        "70B3D57ED0000000",
    ),
    _column(
        "app_key", Said("AppKey"), "applicationkey rootkeysappkeykey appkeykey",
        cells.key, is_secret=True,
    ),
    _column(
        "nwk_key", Said("NwkKey"), "networkkey rootkeysnwkkeykey nwkkeykey",
        cells.key, is_secret=True,
    ),
    _column(
        "asset", Said("Asset"), "objekt objektpfad liegenschaft gebaude building",
        cells.line(1000), "Schule › Keller",
    ),
    _column("site", Said("Site"), "standort ort location", cells.line(120), "Schule"),
    _column(
        "installation_place", Said("Installation place"),
        "einbauort montageort einbaustelle raum room", cells.line(120), "Raum 12",
    ),
    _column(
        "latitude", Said("Latitude"),
        "breitengrad breite lat geobreite locationlatitude", cells.degrees(90), "52,5200",
    ),
    _column(
        "longitude", Said("Longitude"),
        "langengrad lange lon lng long geolange locationlongitude", cells.degrees(180),
        "13,4050",
    ),
    _column(
        "serial_number", Said("Serial number"), "seriennummer serial serialno sn serien",
        cells.line(60), "S 1001",
    ),
    _column(
        "meter_number", Said("Meter number"),
        "zahlernummer zahlernr zahler meter meterno", cells.line(60), "1KLM0012345678",
    ),
    _column(
        "measuring_location", Said("Measuring location"),
        "messlokation messort messstelle melo", cells.line(60),
    ),
    _column(
        "tags", Said("Tags"), "schlagworte schlagworter stichworte marken labels",
        cells.tags, "Los 3, Rathaus",
    ),
    _column("status", Said("Status"), "zustand state", cells.choice(_spelled(_STATUSES))),
    _column(
        "notes", Said("Notes"), "notizen notiz bemerkung bemerkungen kommentar"
        " beschreibung description comment anmerkung", cells.note,
    ),
)  # fmt: skip

_POINT = (
    _column(
        "name", Said("Name"), "messstelle bezeichnung messstellenname measuringpoint",
        cells.line(100), "Rathaus, Kaltwasser", is_needed=True,
    ),
    _column(
        "medium", Said("Medium"), "sparte energieart energietrager utility",
        cells.choice(_spelled(_MEDIA)), "Wasser", is_needed=True,
    ),
    _column("unit", Said("Unit"), "einheit", cells.line(12), "m³"),
    _column(
        "number", Said("Number"),
        "nummer messstellennummer nr messstellennr pointnumber", cells.line(60), "MS-17",
    ),
    _column(
        "market_location", Said("Market location"),
        "marktlokation malo maloid marktlokationsid", cells.line(40),
    ),
    _column(
        "metering_location", Said("Metering location"),
        "messlokation melo meloid messlokationsid zahlpunkt zahlpunktbezeichnung",
        cells.line(60),
    ),
    _column("obis", Said("OBIS code"), "obiscode obiskennzahl obiskennziffer",
            cells.line(30), "8-0:1.0.0"),
    _column(
        "transformer_factor", Said("Transformer factor"),
        "faktor wandlerfaktor factor", cells.number,
    ),
    _column("calorific_value", Said("Calorific value"), "brennwert", cells.number),
    _column(
        "correction_factor", Said("Correction factor"), "zustandszahl zzahl z",
        cells.number,
    ),
    _column(
        "asset", Said("Asset"), "objekt objektpfad liegenschaft gebaude building",
        cells.line(1000), "Rathaus › Keller",
    ),
    _column(
        "notes", Said("Notes"), "notizen notiz bemerkung bemerkungen kommentar"
        " beschreibung description comment anmerkung", cells.note,
    ),
    _column(
        "meter_number", Said("Meter number"),
        "zahlernummer zahlernr zahler meter meterno", cells.line(60), "W 4711",
    ),
    _column(
        "installed_at", Said("Put in on"),
        "einbaudatum eingebautam installedon installationdate einbau", cells.moment,
        "01.03.2026",
    ),
    _column(
        "first_reading", Said("Reading when put in"),
        "einbaustand anfangsstand startstand stand initialreading", cells.number, "0,5",
    ),
    _column(
        "calibrated_in", Said("Year of calibration"), "eichjahr geeicht eichung",
        cells.year, "2026",
    ),
    _column(
        "calibrated_until", Said("Calibrated until the end of"),
        "geeichtbis geeichtbisende eichfrist eichgultigkeit eichablauf nacheichung", cells.year, "2032",
    ),
    _column(
        "dev_eui", Said("DevEUI"), "deui deviceeui sensoreui eui", cells.eui,
    ),
    _column(
        "key", Said("Value of the device"), "wert messwert wertdesgerats schlussel register",
        cells.line(KEY_LENGTH),
    ),
)  # fmt: skip

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    Kind.DEVICES: {column.name: column for column in _DEVICE},
    Kind.POINTS: {column.name: column for column in _POINT},
}
