"""A list with errors is handed in, corrected, taken in and undone."""

from playwright.sync_api import expect

from tests.e2e.conftest import Visit

HEAD = "Dev-EUI;Bezeichnung;Gerätetyp\n"
WRONG = (
    HEAD
    + "70B3D57ED2;Flur;Muster Sensorik Raum 1\n70B3D57ED2000002;Keller;Muster Sensorik Raum 11\n"
)
RIGHT = HEAD + "70B3D57ED2000002;Keller Nord;Muster Sensorik Raum 1\n"


def test_a_list_is_corrected_taken_in_and_undone(visit: Visit) -> None:
    with visit(language="de", width=360) as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()

        def hand_in(content: str) -> None:
            visitor.go(f"/i/{house.tenant}/devices/")
            page.get_by_role("link", name="Importieren").click()
            page.get_by_label("Datei", exact=True).set_input_files(
                {
                    "name": "liste.csv",
                    "mimeType": "text/csv",
                    "buffer": content.encode("cp1252"),
                }
            )
            page.get_by_role("button", name="Hochladen").click()
            expect(page.get_by_label("DevEUI")).to_have_value("Dev-EUI")
            page.get_by_role("button", name="Alle Zeilen prüfen").click()

        hand_in(WRONG)
        expect(page.get_by_text("2 in 2 Zeilen")).to_be_visible()
        row = page.get_by_role("row").filter(has_text="Gerätetyp")
        expect(row).to_contain_text("am ähnlichsten ist „Muster Sensorik Raum 1“")
        expect(page.get_by_role("button", name="Jetzt übernehmen")).to_have_count(0)
        page.get_by_role("button", name="Verwerfen").click()

        hand_in(RIGHT)
        page.get_by_role("button", name="Jetzt übernehmen").click()
        page.get_by_role("link", name="Import rückgängig machen").click()
        page.get_by_role("button", name="Import rückgängig machen").click()
        expect(page.get_by_text("Nicht rückgängig gemacht")).to_be_visible()
        visitor.go(f"/i/{house.tenant}/devices/?q=Keller")
        expect(page.get_by_text("Keller Nord")).to_have_count(0)
