"""What is stored about people with an account, in the database and in their browser."""

from datetime import timedelta

from progres.accounts.register_browser import BROWSER_REGISTER
from progres.accounts.register_social import SOCIAL_REGISTER
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

_ACCOUNT = Personal(
    kind=Kind.ACCOUNT,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Let a person sign in and act under the own name.",
    basis=Basis.CONTRACT,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON, Origin.CUSTOMER),
    without="Without a name and an e-mail address there is no account; all else may be left out.",
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_SIGN_IN = Personal(
    kind=Kind.SIGN_IN,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Recognise the person at sign-in and while signed in.",
    basis=Basis.CONTRACT,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON, Origin.PLATFORM),
    without="Without a password, a passkey or a provider's answer nobody can sign in.",
)
_WISH = Personal(
    kind=Kind.SIGN_IN,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.VISITOR),
    purpose="Answer who asks for a new password, without telling who has an account.",
    basis=Basis.CONTRACT,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON,),
    without="Without an address no link can be sent.",
)
_KEY = Personal(
    kind=Kind.SIGN_IN,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Let programs act for the person, and show which of them are still in use.",
    basis=Basis.CONTRACT,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON, Origin.PLATFORM),
    without="A key without a name cannot be told from others; it is the person's choice to make one.",
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_REVIEW = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Show that somebody checks once a year who has which rights.",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.OPERATOR,
    origins=(Origin.CUSTOMER, Origin.PLATFORM),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_SUPPORT = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Show customers who of the operator's staff could look in.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
    retention=Retention(event="the account is deleted"),
)
_WITH_ACCOUNT = Retention(event="the account is deleted")
_UNUSED = Retention(event="the installation is removed")

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="account",
        purpose="Know who may use the platform, and what for.",
        retention=_WITH_ACCOUNT,
        plain=("id", "tenant_id", "asset_id", "created_at"),
        personal={
            _ACCOUNT: (
                *("email", "first_name", "last_name", "role", "language"),
                *("is_active", "company", "phone", "address"),
            ),
            _SIGN_IN: ("password", "signed_in_at"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="invitation",
        purpose="Let a person who was named by others agree to have an account.",
        # Before, while it waits for a contract: 180 days at most.
        retention=Retention(
            event="its mail went out",
            period=timedelta(days=30),
            kinds=("invitations",),
        ),
        plain=(
            *("id", "tenant_id", "asset_id", "token_hash", "created_at"),
            "sent_at",
        ),
        personal={
            _ACCOUNT: (
                *("email", "first_name", "last_name", "role", "language"),
                *("company", "phone", "address"),
            ),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="access_grant",
        purpose="Let a person act in a further instance.",
        retention=Retention(event="it is taken back or the account is deleted"),
        plain=("id", "tenant_id", "asset_id", "created_at", "expires_at"),
        personal={_ACCOUNT: ("user_id", "role")},
    ),
    Entry(
        store=Store.TABLE,
        place="own_role",
        purpose="Know what a role that an instance composed itself lets people do.",
        retention=Retention(event="the role or its instance is deleted"),
        plain=("id", "tenant_id", "name", "description", "permissions", "created_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="contract_account",
        purpose="Know who may still export the data after a contract has ended.",
        retention=Retention(event="the contract or the account is deleted"),
        plain=("id", "tenant_id", "contract_id"),
        personal={_ACCOUNT: ("user_id",)},
    ),
    Entry(
        store=Store.TABLE,
        place="support_access",
        purpose="Show customers when the operator's staff could look in, and why.",
        retention=Retention(event="the instance is deleted"),
        plain=("id", "tenant_id", "reason", "began_at", "ends_at", "ended_at"),
        personal={_SUPPORT: ("user_id",)},
    ),
    Entry(
        store=Store.TABLE,
        place="account_emailaddress",
        purpose="Know which addresses of an account were shown to be its own.",
        retention=_WITH_ACCOUNT,
        plain=("id",),
        personal={_ACCOUNT: ("email", "verified", "primary", "user_id")},
    ),
    Entry(
        store=Store.TABLE,
        place="account_emailconfirmation",
        purpose="Confirm an address by a mailed link; not in use, always empty.",
        retention=_WITH_ACCOUNT,
        plain=("id",),
        personal={_SIGN_IN: ("created", "sent", "key", "email_address_id")},
    ),
    Entry(
        store=Store.TABLE,
        place="sign_in_rule",
        purpose="Say who needs a second factor in an instance and below.",
        retention=Retention(event="the instance is deleted"),
        plain=("tenant_id", "everybody", "roles"),
    ),
    Entry(
        store=Store.TABLE,
        place="identity_provider",
        purpose="Let people sign in at a provider of their instance.",
        retention=Retention(event="the provider is removed or the instance deleted"),
        plain=(
            *("id", "tenant_id", "place", "issuer", "client_id", "sealed_secret"),
            "words",
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="provider_subject",
        purpose="Recognise whom a provider means; only a hash of its name is kept.",
        retention=Retention(event="the provider is removed or the account deleted"),
        plain=("id", "tenant_id", "provider_id"),
        personal={_SIGN_IN: ("user_id", "subject_hash")},
    ),
    Entry(
        store=Store.TABLE,
        place="mfa_authenticator",
        purpose="Ask for a second factor at sign-in; secrets are sealed.",
        retention=Retention(event="the factor is removed or the account is deleted"),
        plain=("id",),
        personal={_SIGN_IN: ("user_id", "type", "data", "created_at", "last_used_at")},
    ),
    Entry(
        store=Store.TABLE,
        place="api_key",
        purpose="Let programs use the API; a key itself is not kept, only its hash.",
        retention=Retention(
            event="it has expired; before, when it or its account is deleted",
            period=timedelta(days=90),
        ),
        plain=(
            *("id", "tenant_id", "key_hash", "read_only", "permissions"),
            *("created_at", "expires_at"),
        ),
        personal={_KEY: ("user_id", "name", "prefix", "last_used_at")},
    ),
    Entry(
        store=Store.TABLE,
        place="access_review",
        purpose="Know when the rights of people were last checked; the name goes with"
        " the account.",
        retention=Retention(event="the review", period=timedelta(days=1095)),
        plain=("id", "tenant_id", "reviewed_at"),
        personal={_REVIEW: ("user_id", "note")},
    ),
    Entry(
        store=Store.TABLE,
        place="django_session",
        purpose="Know between two requests who is signed in.",
        retention=Retention(event="the session has ended", period=timedelta(hours=1)),
        plain=("expire_date",),
        personal={_SIGN_IN: ("session_key", "session_data")},
    ),
    Entry(
        store=Store.TABLE,
        place="account_session",
        purpose="Show people where they are signed in, so that they can end it.",
        retention=Retention(event="the session has ended", period=timedelta(hours=1)),
        plain=("id",),
        personal={
            _SIGN_IN: (
                *("session_id", "user_id", "ip", "browser", "system"),
                *("began_at", "active_at"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="email_change",
        purpose="Change an address when the old and the new one have confirmed.",
        retention=Retention(event="it is asked for", period=timedelta(days=1)),
        plain=("id", "tenant_id", "old_hash", "new_hash", "asked_at"),
        personal={
            _SIGN_IN: ("user_id", "new_email", "old_confirmed_at", "new_confirmed_at")
        },
    ),
    Entry(
        store=Store.TABLE,
        place="reset_wish",
        purpose="Mail a link for a new password, if the address has an account.",
        retention=Retention(event="the worker has seen it, within seconds"),
        plain=("id", "asked_at"),
        personal={_WISH: ("email",)},
    ),
    *SOCIAL_REGISTER,
    Entry(
        store=Store.TABLE,
        place="auth_group",
        purpose="Demanded by the framework; not in use, always empty.",
        retention=_UNUSED,
        plain=("id", "name"),
    ),
    Entry(
        store=Store.TABLE,
        place="auth_group_permissions",
        purpose="Demanded by the framework; not in use, always empty.",
        retention=_UNUSED,
        plain=("id", "group_id", "permission_id"),
    ),
    Entry(
        store=Store.TABLE,
        place="auth_permission",
        purpose="Demanded by the framework; not in use, says nothing about people.",
        retention=_UNUSED,
        plain=("id", "name", "content_type_id", "codename"),
    ),
    *BROWSER_REGISTER,
)
