"""Places with data of people that no link finds, and why."""

from progres.kit.refusal import Said

# Read, counted and erased by readings.actions alone.
BY_READINGS = ("reading", "reading_late")

# What cannot be found by who it is about (Art. 11), and what of it goes when.
UNLINKED: dict[str, Said] = {
    "privacy_details": Said("What a controller says of itself; found by words only."),
    "document_version": Said("A document of a controller; found by words only."),
    "privacy_incident": Said("It tells of what happened; found by words only."),
    "access_log": Said("It knows addresses of computers and no people; kept 7 days."),
    "import_file": Said("Files as they came are sealed; kept 7 days."),
    "import_note": Said(
        "It tells of cells of files; found by words only, kept 7 days."
    ),
    "import_item": Said("It serves undoing an import; found by words only."),
    "gateway": Said("Contacts stand in a text; found by words only."),
    "asset_word": Said("Words of what stands in the asset; they change with it."),
    "device_word": Said("Words of what stands with the device; they change with it."),
    "measuring_point_word": Said(
        "Words of what stands with the measuring point; they change with it."
    ),
    "audit_entry": Said("The audit log is emptied by its own code."),
}
