"""What is stored of imports, and for how long the files are kept."""

from progres.imports.rules import FILE_KEPT, KEPT, UNDONE_WITHIN
from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Receiver,
    Retention,
    Store,
    Subject,
)

_WHO = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Know who took a file in, and act with no more than that person's rights.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.PLATFORM,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_ORIGIN = Personal(
    kind=Kind.REQUEST,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Tell the audit log from where an import was started.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.PERSON,),
    without="Every request brings them along; without them no page can be sent.",
    retention=Retention(event="the import is finished"),
)
_ROW = Personal(
    kind=Kind.PLACE,
    subjects=(Subject.RESIDENT,),
    purpose="Take devices and measuring points in, and tell what is wrong with a row.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_BEFORE = Personal(
    kind=Kind.PLACE,
    subjects=(Subject.RESIDENT,),
    purpose="Undo an import.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    retention=Retention(event="the import is finished", period=UNDONE_WITHIN),
)
_WITH_IMPORT = Retention(event="the file is uploaded", period=KEPT, kinds=("imports",))

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="import",
        purpose="Know which import a device or measuring point came by.",
        retention=_WITH_IMPORT,
        plain=(
            *("id", "tenant_id", "acting_id", "asset_ids", "kind", "sheet", "headings"),
            *(
                "mapping",
                "existing",
                "makes_assets",
                "runs_at_once",
                "state",
                "attempts",
                "rows_done",
            ),
            *("rows_total", "counts", "created_at", "finished_at", "undone_at"),
        ),
        personal={
            _WHO: ("user_id", "file_name"),
            _ORIGIN: ("origin",),
            _ROW: ("defaults", "new_assets", "problem", "problem_facts"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="import_file",
        purpose="Check and take in a file, sealed since keys may stand in it.",
        retention=Retention(event="the file is uploaded", period=FILE_KEPT),
        plain=("import_id", "tenant_id", "uploaded_at"),
        personal={_ROW: ("sealed",)},
    ),
    Entry(
        store=Store.TABLE,
        place="import_note",
        purpose="Tell what is wrong with a row of a file, or was not undone.",
        retention=Retention(event="the file is uploaded", period=FILE_KEPT),
        plain=("id", "tenant_id", "import_id", "row", "column", "sentence"),
        personal={_ROW: ("facts",)},
    ),
    Entry(
        store=Store.TABLE,
        place="import_item",
        purpose="Know what an import made and changed, and undo it.",
        retention=_WITH_IMPORT,
        plain=("id", "tenant_id", "import_id", "row", "thing", "thing_id", "is_new"),
        personal={_BEFORE: ("digest", "before")},
    ),
    Entry(
        store=Store.TABLE,
        place="import_template",
        purpose="Know the columns of a kind of file the next time.",
        retention=Retention(event="the template is deleted"),
        plain=(
            *("id", "tenant_id", "kind", "name", "headings", "mapping", "defaults"),
            "created_at",
        ),
    ),
)
