"""Versions of computed documents."""

from progres.database.scope import Scope
from progres.privacy.documents.facts import DocumentKind
from progres.privacy.models import DocumentVersion
from progres.tenants.models import Tenant


def versions_of(
    scope: Scope, tenant: Tenant, kind: DocumentKind, language: str
) -> list[DocumentVersion]:
    """All versions of a document of an instance in scope, the newest first."""
    versions = DocumentVersion.objects.of(scope).filter(
        tenant=tenant, kind=kind, language=language
    )
    return list(versions.order_by("-version"))


def newest_version(
    scope: Scope, tenant: Tenant, kind: DocumentKind, language: str
) -> DocumentVersion | None:
    versions = DocumentVersion.objects.of(scope).filter(
        tenant=tenant, kind=kind, language=language
    )
    return versions.order_by("-version").first()


def newest_versions(
    scope: Scope, tenant: Tenant
) -> dict[tuple[str, str], DocumentVersion]:
    """The newest version of every document of an instance, without what it says."""
    versions = DocumentVersion.objects.of(scope).filter(tenant=tenant)
    newest = versions.order_by("kind", "language", "-version")
    return {
        (one.kind, one.language): one
        for one in newest.distinct("kind", "language").defer("content")
    }
