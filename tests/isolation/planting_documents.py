"""What controllers say of themselves, and the documents that are made of it."""

from progres.kit.languages import LANGUAGES
from progres.privacy.details import FIELDS, set_details
from progres.privacy.disclosures import DisclosureFields, note_disclosure
from progres.privacy.document_actions import keep_current
from progres.privacy.documents.facts import DocumentKind
from progres.privacy.incident_actions import IncidentFields, note_incident
from tests.isolation.planting_people import Ids
from tests.isolation.times import EARLIER, NOW
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


def plant_incident(home: Home) -> Ids:
    """A breach that is open, with all that people say of one."""
    word = home.word
    fields = IncidentFields(
        role="controller",
        title=f"Verlust {word}",
        concerned=(home.tenant.id,),
        kinds=("ACCOUNT", "CONTACT", "READING"),
        noticed_at=EARLIER,
        what=f"Notebook {word}",
        consequences=f"Folgen {word}",
        measures=f"Gesperrt {word}",
        assessed_at=NOW,
        authority_reason=f"Verschlüsselt {word}",
        persons_reason=f"Kein Risiko {word}",
    )
    incident = note_incident(fields, tenant=home.tenant, by=home.admin, at=NOW)
    return {"incident_id": incident.id, "person": f"contact-{home.tenant.id}"}


def plant_disclosure(home: Home) -> Ids:
    """What the police was told about the instance's measuring point."""
    word = home.word
    fields = DisclosureFields(
        receiver=f"Polizei {word}",
        legal_ground=f"§ 100j StPO {word}",
        file_number=f"Js {word}",
        data=f"Zählerstände {word}",
        disclosed_at=EARLIER,
        decided_by=f"Leitung {word}",
        secret_until=NOW.date(),
    )
    note_disclosure(fields, tenant=home.tenant, by=home.admin, at=NOW)
    return {}
