"""Imports: the file while it is needed, what is wrong with it, and what came of it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from progres.accounts.models import User
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.imports.rules import OPEN, PENDING, State
from progres.tenants.models import Tenant


class ImportQuerySet(models.QuerySet["Import"]):
    def of(self, scope: Scope) -> Self:
        """Only imports into the instances in scope; the first call of every chain.

        Who is limited to assets sees those of people who were limited to some of them.
        """
        imports = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            imports = imports.filter(asset_ids__contained_by=sorted(scope.asset_ids))
        return imports


class Import(models.Model):
    """One file that is, or was, taken into an instance.

    `mapping` says for each column (`columns`) which heading of the file it is under,
    `defaults` what holds where a cell is empty. `counts` are those of the newest step:
    created, changed, skipped, assets, errors.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    # Where the person acts; the worker does the same with the rights there.
    acting = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    asset_ids = ArrayField(models.IntegerField(), null=True)  # of a limited person
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    existing = models.CharField(max_length=10)
    makes_assets = models.BooleanField(default=False)
    runs_at_once = models.BooleanField(default=False)  # where nothing is wrong
    state = models.CharField(max_length=10, default=State.UPLOADED)
    attempts = models.IntegerField(default=0)  # at the present step
    rows_done = models.IntegerField(default=0)  # of it
    rows_total = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    new_assets = models.JSONField(default=list)  # paths, the first hundred
    problem = models.TextField(blank=True)  # a sentence, why it failed
    problem_facts = models.JSONField(default=dict)
    origin = models.JSONField(null=True)  # of who started the step that waits
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        db_table = "import"
        indexes = [
            # Serves the list, the newest first.
            models.Index(fields=["tenant", "-id"], name="import_by_instance"),
            # Serves the worker, which looks every second for what waits.
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=sorted(PENDING)),
                name="import_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("import", str(self.id), self.file_name)

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def is_written(self) -> bool:
        """Whether its rows are taken in at this step if nothing is wrong."""
        return self.state == State.RUNNING or self.runs_at_once

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class OfImport(models.Model):
    """What hangs at an import and is seen by whoever sees it.

    It goes with the import, by the database itself.
    """

    id: int
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)

    class Meta:
        abstract = True


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def of(self, scope: Scope) -> Self:
        """Only files of imports in scope."""
        return self.filter(import_in__in=Import.objects.of(scope))


class ImportFile(OfImport):
    """The file as it came, sealed: keys of devices may stand in it."""

    import_in = models.OneToOneField(
        Import, primary_key=True, on_delete=models.DO_NOTHING, db_column="import_id"
    )
    sealed = models.BinaryField()
    uploaded_at = models.DateTimeField()

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        db_table = "import_file"

    def __str__(self) -> str:
        return f"file of import {self.import_in_id}"


class ImportNoteQuerySet(models.QuerySet["ImportNote"]):
    def of(self, scope: Scope) -> Self:
        """Only notes of imports in scope."""
        return self.filter(import_in__in=Import.objects.of(scope))


class ImportNote(OfImport):
    """What is wrong in a row of a file, or why what it made was not undone."""

    import_in = models.ForeignKey(
        Import, on_delete=models.DO_NOTHING, db_column="import_id", db_index=False
    )
    row = models.IntegerField()
    column = models.CharField(max_length=120, blank=True)  # its heading
    sentence = models.TextField()
    facts = models.JSONField(default=dict)

    objects = ImportNoteQuerySet.as_manager()

    class Meta:
        db_table = "import_note"
        indexes = [
            # Serves the list of what is wrong, in the order of the file.
            models.Index(fields=["import_in", "row", "id"], name="import_note_by_row"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}"


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    def of(self, scope: Scope) -> Self:
        """Only items of imports in scope."""
        return self.filter(import_in__in=Import.objects.of(scope))


class ImportItem(OfImport):
    """A thing that an import made or changed.

    `digest` tells what it was like then, `before` what it was like before if it was
    there; both are gone when nothing can be undone any more.
    """

    import_in = models.ForeignKey(
        Import, on_delete=models.DO_NOTHING, db_column="import_id", db_index=False
    )
    row = models.IntegerField()
    thing = models.CharField(max_length=20)
    thing_id = models.IntegerField()
    is_new = models.BooleanField()
    digest = models.BinaryField(null=True)
    before = models.JSONField(null=True)

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        db_table = "import_item"
        indexes = [
            # Serves undoing, in the order of the file.
            models.Index(fields=["import_in", "row", "id"], name="import_item_by_row"),
            # Serves the history of a thing, and its end.
            models.Index(fields=["thing", "thing_id"], name="import_item_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.thing_id}"


class ImportTemplateQuerySet(models.QuerySet["ImportTemplate"]):
    def of(self, scope: Scope) -> Self:
        """Only templates of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class ImportTemplate(models.Model):
    """Which headings of a kind of file mean what, by a name, for the next time."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    objects = ImportTemplateQuerySet.as_manager()

    class Meta:
        db_table = "import_template"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "name"],
                name="import_template_has_a_name_of_its_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("import_template", str(self.id), self.name)
