"""Documents are computed anew when they are asked for, and daily; changes are kept."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import override

from progres.audit.actions import record
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope, scoped
from progres.devices.queries import search_devices
from progres.kit.languages import LANGUAGES
from progres.privacy.details import details_of
from progres.privacy.document_queries import newest_version, versions_of
from progres.privacy.documents.facts import DocumentKind, Facts
from progres.privacy.documents.notice import notice
from progres.privacy.documents.record import record as record_of_activities
from progres.privacy.documents.texts import agreement, assessment, measures
from progres.privacy.models import DocumentVersion
from progres.privacy.outbound import outbound_hosts
from progres.privacy.switched_on import measures_of
from progres.tenants.contracts import terms_of
from progres.tenants.models import Tenant

WRITERS: Mapping[DocumentKind, Callable[[Facts], str]] = {
    DocumentKind.NOTICE: notice,
    DocumentKind.RECORD: record_of_activities,
    DocumentKind.MEASURES: measures,
    DocumentKind.AGREEMENT: agreement,
    DocumentKind.ASSESSMENT: assessment,
}


WITHOUT_MEASURES = (DocumentKind.NOTICE, DocumentKind.RECORD)


def facts_of(
    kind: DocumentKind, tenant: Tenant, scope: Scope, *, at: datetime
) -> Facts:
    """Gather what a document of an instance in scope says, in the language switched on."""
    own = details_of(scope, tenant.id)
    operator = own if tenant.parent_id is None else details_of(scope, tenant.lineage[0])
    if tenant.parent_id is None and not own.contact:
        own.contact = settings.PRIVACY_CONTACT
    term = terms_of([tenant.id], at=at).get(tenant.id)
    return Facts(
        tenant_name=tenant.name,
        is_operator=tenant.parent_id is None,
        has_devices=search_devices(scope, tenant_id=tenant.id).exists(),
        own=own,
        operator=operator,
        hosts=outbound_hosts(),
        measures=() if kind in WITHOUT_MEASURES else measures_of(tenant, scope, at=at),
        since=term.starts_on if term else None,
        until=term.ends_on if term else None,
    )


@transaction.atomic
def keep_current(
    kind: DocumentKind, language: str, *, tenant: Tenant, scope: Scope, at: datetime
) -> DocumentVersion:
    """Compute a document of an instance in scope; a version is kept if it says else."""
    with override(language):
        content = WRITERS[kind](facts_of(kind, tenant, scope, at=at)).strip() + "\n"
    digest = hashlib.sha256(content.encode()).hexdigest()
    newest = newest_version(scope, tenant, kind, language)
    if newest is not None and newest.digest == digest:
        return newest
    with connection.cursor() as cursor:  # one at a time: versions are counted
        cursor.execute("select pg_advisory_xact_lock(hashtext('document_version'))")
    newest = newest_version(scope, tenant, kind, language)
    if newest is not None and newest.digest == digest:
        return newest
    version = DocumentVersion(
        tenant=tenant,
        kind=kind,
        language=language,
        version=newest.version + 1 if newest else 1,
        content=content,
        digest=digest,
        made_at=at,
    )
    version.save(force_insert=True)
    record(
        "document.changed",
        tenant_id=tenant.id,
        target=version.target,
        by=PLATFORM,
        at=at,
        details={"version": version.version, "text_language": language},
    )
    return version


def keep_all_current(*, at: datetime) -> int:
    """Compute the documents of every instance that has some; say how many changed."""
    changed = 0
    for tenant_id, lineage in _tenants_with_documents():
        scope = Scope(frozenset({tenant_id}), frozenset(lineage) - {tenant_id})
        with transaction.atomic(), scoped(scope):
            tenant = Tenant.objects.of(scope).get(id=tenant_id)
            for kind in DocumentKind:
                for language in LANGUAGES:
                    version = keep_current(
                        kind, language, tenant=tenant, scope=scope, at=at
                    )
                    changed += version.made_at == at
    return changed


@transaction.atomic
def public_notice(language: str, *, at: datetime) -> list[DocumentVersion]:
    """The operator's own notice for who is not signed in, the newest version first.

    None before there is an operator.
    """
    with connection.cursor() as cursor:
        cursor.execute("select operator_tenant()")
        operator_id = cursor.fetchone()[0]
    if operator_id is None:
        return []
    scope = Scope(frozenset({operator_id}))
    with scoped(scope):
        tenant = Tenant.objects.of(scope).get(id=operator_id)
        keep_current(DocumentKind.NOTICE, language, tenant=tenant, scope=scope, at=at)
        return versions_of(scope, tenant, DocumentKind.NOTICE, language)


def _tenants_with_documents() -> list[tuple[int, list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id, lineage from tenants_with_documents()")
        return list(cursor.fetchall())
