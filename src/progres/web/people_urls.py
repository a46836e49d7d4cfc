"""Addresses of the pages about people, instances and logs; one line a page."""

from django.urls import path

import progres.web.converters  # noqa: F401 knows <id> and <eui>
from progres.web import (
    access_log,
    access_review,
    api_keys,
    audit,
    contract_accounts,
    contracts,
    displays,
    grants,
    instance_changes,
    instances,
    legal,
    logos,
    mails,
    outbound,
    places,
    provider_form,
    roles,
    sign_in_rules,
    support,
    users,
)

USER = "users/<id:user_id>/"
INSTANCE = "instances/<id:instance_id>/"
CONTRACT = "contracts/<id:contract_id>/"

PEOPLE = [
    # People
    path("users/", users.list_users, name="user_list"),
    path("users/new/", users.invite_user, name="user_new"),
    path(USER, users.edit_user, name="user"),
    path(USER + "switch/", users.switch_user, name="user_switch"),
    path(USER + "delete/", users.remove_user, name="user_delete"),
    path("invitations/<id:user_id>/again/", users.send_again, name="invitation_again"),
    path(
        "invitations/<id:user_id>/take-back/",
        users.take_back,
        name="invitation_take_back",
    ),
    path(
        USER + "second-factor/",
        users.take_second_factors,
        name="user_second_factor",
    ),
    path("sign-in/", sign_in_rules.edit_rules, name="sign_in_rules"),
    path("sign-in/single/", provider_form.edit_provider, name="single_sign_on"),
    # Grants
    path("grants/", grants.list_grants, name="grant_list"),
    path("grants/new/", grants.add_grant, name="grant_new"),
    path("grants/<id:grant_id>/", grants.edit_grant, name="grant"),
    path("grants/<id:grant_id>/end/", grants.remove_grant, name="grant_end"),
    # Roles
    path("roles/", roles.list_roles, name="role_list"),
    path("roles/new/", roles.add_role, name="role_new"),
    path("roles/<id:role_id>/", roles.edit_role, name="role"),
    path("roles/<id:role_id>/delete/", roles.remove_role, name="role_delete"),
    path("access-review/", access_review.show_review, name="access_review"),
    path("access-review/confirm/", access_review.confirm, name="access_review_confirm"),
    path("access-review/export/", access_review.export, name="access_review_export"),
    # Keys
    path("api-keys/", api_keys.list_keys, name="api_key_list"),
    path("api-keys/new/", api_keys.add_key, name="api_key_new"),
    path("api-keys/<id:api_key_id>/revoke/", api_keys.revoke, name="api_key_revoke"),
    # Wall screens
    path("displays/", displays.list_displays, name="display_list"),
    path("displays/new/", displays.add_display, name="display_new"),
    path("displays/<id:display_id>/revoke/", displays.revoke, name="display_revoke"),
    # Customer instances and their contracts
    path("logo/", logos.show_logo, name="logo"),
    path("instances/", instances.list_instances, name="instance_list"),
    path("instances/places/", places.list_places, name="places_to_go"),
    path("instances/new/", instance_changes.add_instance, name="instance_new"),
    path(INSTANCE, instances.show_instance, name="instance"),
    path(INSTANCE + "below/", instances.list_below, name="instances_below"),
    path(INSTANCE + "edit/", instance_changes.edit_instance, name="instance_edit"),
    path(INSTANCE + "move/", instance_changes.move, name="instance_move"),
    path(INSTANCE + "archive/", instance_changes.archive, name="instance_archive"),
    path(
        INSTANCE + "unarchive/", instance_changes.unarchive, name="instance_unarchive"
    ),
    path(INSTANCE + "contracts/new/", contracts.add_contract, name="contract_new"),
    path(CONTRACT + "edit/", contracts.edit_contract, name="contract_edit"),
    path(CONTRACT + "delete/", contracts.remove_contract, name="contract_delete"),
    path(
        CONTRACT + "accounts/",
        contract_accounts.name_accounts,
        name="contract_accounts",
    ),
    path(CONTRACT + "end/", contracts.show_end, name="contract_end"),
    path("support/", support.show_support, name="support"),
    path(
        "support/<id:access_id>/end/",
        support.end_support,
        name="support_end",
    ),
    # Audit log
    path("audit/", audit.list_entries, name="audit"),
    path("audit/export/", audit.export_entries, name="audit_export"),
    path("audit/person/", audit.filter_by_person, name="audit_person"),
    # Mails
    path("outbox/", mails.list_mails, name="outbox"),
    path("outbox/<id:mail_id>/", mails.show_mail, name="mail"),
    path("outbox/<id:mail_id>/as-sent/", mails.show_mail_as_sent, name="mail_as_sent"),
    # The operator's own
    path("access-log/", access_log.show_statistics, name="access_statistics"),
    path("access-log/requests/", access_log.list_requests, name="access_log"),
    path("legal/", legal.list_texts, name="legal"),
    path("legal/<str:kind>/<str:language>/", legal.edit_text, name="legal_text"),
    path("outbound/", outbound.list_hosts, name="outbound"),
]
