"""What controllers say of themselves, and the documents that are made of it."""

from progres.kit.languages import LANGUAGES
from progres.privacy.details import FIELDS, set_details
from progres.privacy.document_actions import keep_current
from progres.privacy.documents.facts import DocumentKind
from tests.isolation.planting_people import Ids
from tests.isolation.times import NOW
from tests.isolation.tree import Home


def plant_documents(home: Home) -> Ids:
    """Details, which documents of instances below name, and every document."""
    said = dict.fromkeys(FIELDS, f"Wort {home.shared_word}")
    said |= {"third_countries": "some", "authority": f"Behörde {home.word}"}
    set_details(said, tenant=home.tenant, by=home.admin, at=NOW)
    for kind in DocumentKind:
        for language in LANGUAGES:
            keep_current(
                kind, language, tenant=home.tenant, scope=home.admin.scope, at=NOW
            )
    return {}
