"""What controllers say of themselves, and the documents that are made of it."""

from datetime import timedelta

from progres.kit.languages import LANGUAGES
from progres.privacy.details import FIELDS, set_details
from progres.privacy.disclosures import DisclosureFields, note_disclosure
from progres.privacy.document_actions import keep_current
from progres.privacy.documents.facts import DocumentKind
from progres.privacy.hold_actions import HoldFields, set_hold
from progres.privacy.holds import Covers
from progres.privacy.incident_actions import IncidentFields, note_incident
from progres.privacy.kinds import Kind
from progres.privacy.models import ErasureProof, RetentionNotice, RetentionPolicy
from tests.isolation.planting_people import Ids
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home


def plant_documents(home: Home) -> Ids:
    """Details, which documents of instances below name, and every document."""
    said = dict.fromkeys(FIELDS, f"Wort {home.shared_word}")
    said |= {"third_countries": "some"}
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


def plant_hold(home: Home) -> Ids:
    """A legal hold, how long the instance keeps mails, and that it was told."""
    RetentionPolicy.objects.update_or_create(
        tenant=home.tenant, kind=Kind.ALARMS, defaults={"days": 700}
    )
    RetentionNotice.objects.update_or_create(
        tenant=home.tenant,
        kind=Kind.CLIMATE,
        defaults={"told_at": EARLIER, "not_before": NOW},
    )
    fields = HoldFields(
        covers=Covers.DEVICE,
        thing_id=int(str(home.ids["device_id"])),
        reason=f"Rechtsstreit {home.word}",
        until=NOW + timedelta(days=90),
    )
    hold = set_hold(fields, by=home.admin, at=EARLIER)
    proof = ErasureProof(
        tenant=home.tenant,
        contract=f"V {home.word}",
        contract_id=-hold.id,
        instance=home.word,
        erased_ids=[],
        confirmed_by=home.admin.user,
        confirmed_at=EARLIER,
        began_at=EARLIER,
        ended_at=NOW,
        ids={"device": {"ids": 1, "sha256": home.word}},
        rows={"device": 1},
    )
    proof.save(force_insert=True)
    return {"hold_id": hold.id, "proof_id": proof.id}
