"""Tables in files of any usual form; whatever else comes is refused with a sentence."""

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progres.imports.book_reader import MOST_UNPACKED
from progres.imports.cells import as_text, number
from progres.imports.columns import COLUMNS
from progres.imports.rules import Kind, UnreadableFile, guessed
from progres.imports.tables import open_table, sheets_of
from progres.kit.refusal import Refusal
from tests.imports.setting import book
from tests.world import NOON

# What a cell of a CSV file can hold in each encoding.
LETTERS = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cs")), max_size=12
)
ROWS = st.lists(
    st.lists(LETTERS.map(str.strip), min_size=3, max_size=3).filter(any), min_size=1
)
BOOK: bytes = book(["Name", "Wert"], ["A", 1])
SHEET_BEGINS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetData><row><c t="inlineStr"><is><t>'
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")


def read(content: bytes, sheet: str = "") -> list[list[str]]:
    """All rows of a table below its headings, as texts."""
    table = open_table(content, sheet=sheet)
    return [[as_text(cell) for cell in cells] for _, cells in table.rows]


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(ENCODINGS), st.sampled_from(";,\t"), st.booleans())
def test_what_was_written_is_read_in_any_encoding_and_with_any_delimiter(
    rows: list[list[str]], encoding: str, delimiter: str, quoted: bool
) -> None:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    # Enough rows of one width, so that signs within texts do not look like delimiters.
    writer.writerows(
        [["Überschrift", "Name", "Straße"], *rows, *[["a", "b", "c"]] * 20]
    )

    found = read(text.getvalue().encode(encoding))

    assert found[: len(rows)] == rows


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_garbage_is_refused_with_a_sentence_or_read(content: bytes) -> None:
    with suppress(UnreadableFile):
        sheets_of(content)
        read(content)


@settings(max_examples=20, deadline=None)  # each starts two processes
@given(
    st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest)
    | st.tuples(st.integers(0, 4000), st.binary(max_size=20)).map(
        lambda cut: BOOK[: cut[0]] + cut[1] + BOOK[cut[0] + len(cut[1]) :]
    )
)
def test_a_damaged_workbook_is_refused_with_a_sentence_or_read(content: bytes) -> None:
    with suppress(UnreadableFile):
        sheets_of(content)
        read(content)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(COLUMNS)), st.data())
def test_no_cell_is_more_than_refused(kind: str, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(list(COLUMNS[kind].values())))
    cell = data.draw(
        st.text(max_size=40)
        | st.floats()
        | st.integers()
        | st.sampled_from([10**400, -(10**400)])
        | st.booleans()
        | st.dates()
        | st.datetimes()
        | st.times()
        | st.timedeltas()
    )
    with suppress(Refusal):
        column.read(cell)


def test_a_workbook_keeps_numbers_and_days_and_computes_nothing() -> None:
    content = book(
        ["Name", "Tag", "Zahl", "Formel"],
        ["A", date(2026, 3, 1), 12.5, "=1+1"],
        [None, None, None, None],
        ["B", NOON.replace(tzinfo=None), 3.0, None],
    )

    assert sheets_of(content) == ["Geräte"]
    assert read(content) == [
        ["A", "01.03.2026", "12.5", "", ""],
        ["B", "01.03.2026 12:00:00", "3", "", ""],
    ]
    with pytest.raises(UnreadableFile, match="no sheet 'Zwei'; the file has: Geräte"):
        open_table(content, sheet="Zwei")


def test_what_would_unpack_to_too_much_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", b"0" * (MOST_UNPACKED + 1))

    with pytest.raises(UnreadableFile, match="Unpacked"):
        sheets_of(packed.getvalue())


def test_what_takes_too_much_memory_is_given_up() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(BOOK)) as whole,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in whole.namelist():
            if not name.endswith("sheet1.xml"):
                made.writestr(name, whole.read(name))
        with made.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(SHEET_BEGINS)
            for _ in range(290):  # one cell with 290 MB of text
                sheet.write(b"0" * 1_000_000)
            sheet.write(b"</t></is></c></row></sheetData></worksheet>")

    with pytest.raises(UnreadableFile, match="too much memory or time"):
        open_table(packed.getvalue())


def test_too_many_rows_are_refused_and_every_heading_has_a_name() -> None:
    rows = "\n".join(f"{n};x" for n in range(100_001))
    table = open_table(f"Name;;Name;Name\n{rows}".encode())

    assert table.headings == ("Name", "(B)", "Name (C)", "Name (D)")
    with pytest.raises(UnreadableFile, match="more than 100000 rows"):
        list(table.rows)


def test_a_separator_line_of_excel_and_line_breaks_in_cells_are_understood() -> None:
    table = open_table(b'sep=|\r\nDevEUI|Notiz\r\na|"zwei\nZeilen"\r\n\r\nb|c\r\n')

    assert [(n, list(map(as_text, cells))) for n, cells in table.rows] == [
        (2, ["a", "zwei\nZeilen"]),
        (4, ["b", "c"]),
    ]


@pytest.mark.parametrize(
    ("headings", "mapping"),
    [
        (
            # The Things Stack
            "id;dev_eui;join_eui;name;frequency_plan_id;brand_id;model_id;app_key",
            {"dev_eui": "dev_eui", "name": "name", "app_key": "app_key"},
        ),
        (
            # ChirpStack
            "Device name;DevEUI;Device profile;Application key",
            {"dev_eui": "DevEUI", "name": "Device name", "app_key": "Application key"},
        ),
        (
            # ThingPark
            "Name;DevEUI (hex);Device profile;AppEUI/JoinEUI;LAT;LON",
            {"dev_eui": "DevEUI (hex)", "latitude": "LAT", "longitude": "LON"},
        ),
        (
            "Gerätename;Dev-EUI;Gerätetyp;Zähler-Nr.;Einbauort;Längengrad;Breitengrad",
            {
                "dev_eui": "Dev-EUI",
                "device_type": "Gerätetyp",
                "meter_number": "Zähler-Nr.",
                "longitude": "Längengrad",
            },
        ),
    ],
)
def test_headings_of_network_servers_and_german_lists_are_guessed(
    headings: str, mapping: dict[str, str]
) -> None:
    words = {c.name: c.words for c in COLUMNS[Kind.DEVICES].values()}

    found = guessed(headings.split(";"), words)

    assert found.items() >= mapping.items()
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234 567,25", 1234567.25),
        ("1.234.567", 1234567.0),
        ("-0,5", -0.5),
        ("40", 40.0),
        ("0.125", 0.125),
    ],
)
def test_numbers_are_read_as_germans_and_others_write_them(
    text: str, value: float
) -> None:
    assert number(text) == value


def test_a_number_that_may_be_either_is_refused() -> None:
    with pytest.raises(Refusal, match="may be 1234 or 1,234"):
        number("1.234")
