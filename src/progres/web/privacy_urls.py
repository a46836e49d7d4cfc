"""Addresses of the pages about data protection; one line a page."""

from django.urls import path

import progres.web.converters  # noqa: F401 knows <id>
from progres.web import (
    data_map,
    disclosures,
    documents,
    erasures,
    holds,
    incidents,
    instance_export,
    person_request_spans,
    person_request_steps,
    person_requests,
    privacy_details,
    resolution,
    restrictions,
    retention,
)

REQUESTS = "privacy/requests/"
REQUEST = REQUESTS + "<id:request_id>/"

PRIVACY = [
    # Requests of persons
    path(REQUESTS, person_requests.list_requests, name="request_list"),
    path(REQUESTS + "new/", person_request_steps.add_request, name="request_new"),
    path(REQUEST, person_requests.show_request, name="request"),
    path(REQUEST + "proof/", person_requests.show_proof, name="request_proof"),
    path(
        REQUEST + "package/", person_requests.download_package, name="request_package"
    ),
    path(REQUEST + "handed/", person_requests.note_handing, name="request_handed"),
    path(REQUEST + "prepare/", person_requests.prepare_again, name="request_prepare"),
    path(REQUEST + "again/", person_requests.carry_out_again, name="request_again"),
    path(REQUEST + "withdraw/", person_requests.withdraw, name="request_withdraw"),
    path(REQUEST + "identity/", person_request_steps.identify, name="request_identity"),
    path(REQUEST + "extend/", person_request_steps.extend, name="request_extend"),
    path(
        REQUEST + "hand-over/",
        person_request_steps.hand_over,
        name="request_hand_over",
    ),
    path(
        REQUEST + "restriction/",
        restrictions.edit_restriction,
        name="request_restriction",
    ),
    path(REQUEST + "decide/", person_request_steps.decide, name="request_decide"),
    path(REQUEST + "rectify/", person_request_steps.rectify, name="request_rectify"),
    path(REQUEST + "readings/", person_request_spans.edit_spans, name="request_spans"),
    path(
        REQUEST + "readings/of/<id:occupancy_id>/",
        person_request_spans.add_of_occupancy,
        name="request_span_of",
    ),
    path(
        REQUEST + "readings/<id:span_id>/out/",
        person_request_spans.take_out,
        name="request_span_out",
    ),
    path("privacy/persons/", person_request_spans.search_persons, name="person_search"),
    path("privacy/data/", data_map.show_map, name="data_map"),
    path("privacy/export/", instance_export.export_instance, name="instance_export"),
    path("privacy/resolution/", resolution.show_resolution, name="resolution"),
    path("privacy/resolution/heat/", resolution.change_heat, name="heat_release"),
    path(
        "privacy/resolution/<id:policy_id>/remove/",
        resolution.remove,
        name="resolution_remove",
    ),
    # Retention
    path("privacy/retention/", retention.show_retention, name="retention"),
    path(
        "privacy/retention/<slug:data_kind>/",
        retention.edit_period,
        name="retention_period",
    ),
    # Legal holds
    path("privacy/holds/", holds.list_holds, name="hold_list"),
    path("privacy/holds/new/", holds.add_hold, name="hold_new"),
    path("privacy/holds/<id:hold_id>/", holds.edit_hold, name="hold"),
    path("privacy/holds/<id:hold_id>/lift/", holds.lift, name="hold_lift"),
    # Erased instances
    path("privacy/erasures/", erasures.list_erasures, name="erasure_list"),
    path("privacy/erasures/<id:proof_id>/", erasures.show_proof, name="erasure"),
    path("contracts/<id:contract_id>/erase/", erasures.confirm, name="contract_erase"),
    path("privacy/documents/", documents.list_documents, name="documents"),
    path(
        "privacy/documents/<str:document>/<str:language>/",
        documents.show_document,
        name="document",
    ),
    path(
        "privacy/documents/<str:document>/<str:language>/file/",
        documents.get_document,
        name="document_file",
    ),
    path("privacy/incidents/", incidents.list_incidents, name="incidents"),
    path("privacy/incidents/new/", incidents.new_incident, name="incident_new"),
    path(
        "privacy/incidents/<id:incident_id>/", incidents.show_incident, name="incident"
    ),
    path(
        "privacy/incidents/<id:incident_id>/edit/",
        incidents.edit_incident,
        name="incident_edit",
    ),
    path(
        "privacy/incidents/<id:incident_id>/close/",
        incidents.close,
        name="incident_close",
    ),
    path(
        "privacy/incidents/<id:incident_id>/persons/",
        incidents.list_persons,
        name="incident_persons",
    ),
    path(
        "privacy/incidents/<id:incident_id>/persons/export/",
        incidents.export_persons,
        name="incident_persons_export",
    ),
    path(
        "privacy/incidents/<id:incident_id>/letters/<slug:person>/",
        incidents.get_letter,
        name="incident_letter",
    ),
    path("privacy/disclosures/", disclosures.list_disclosures, name="disclosures"),
    path("privacy/disclosures/new/", disclosures.new_disclosure, name="disclosure_new"),
    path("privacy/details/", privacy_details.edit_details, name="privacy_details"),
]
