"""Texts of the operator that everybody may read, in all their versions."""

from django.db import models


class LegalText(models.Model):
    """One version of one text in one language; it is never changed.

    Belongs to no instance: who is not signed in reads it, too.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    version = models.IntegerField()
    body = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "legal_text"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "version"],
                name="legal_text_has_each_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}), version {self.version}"
