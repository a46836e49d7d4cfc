"""People who sign in, what they may do, and the keys that act for them."""

from progres.accounts.models.contracts import (
    ContractAccount,
    ContractAccountQuerySet,
)
from progres.accounts.models.people import (
    AccessReview,
    AccessReviewQuerySet,
    ApiKey,
    ApiKeyQuerySet,
    Grant,
    GrantQuerySet,
    Invitation,
    InvitationQuerySet,
    User,
    UserQuerySet,
)
from progres.accounts.models.providers import (
    IdentityProvider,
    IdentityProviderQuerySet,
)
from progres.accounts.models.roles import (
    OwnRole,
    OwnRoleQuerySet,
)
from progres.accounts.models.sign_in import (
    AccountSession,
    EmailChange,
    EmailChangeQuerySet,
    ResetWish,
    SignInRule,
    SignInRuleQuerySet,
)
from progres.accounts.models.support import SupportAccess, SupportAccessQuerySet

__all__ = [
    "AccessReview",
    "AccessReviewQuerySet",
    "AccountSession",
    "ApiKey",
    "ApiKeyQuerySet",
    "ContractAccount",
    "ContractAccountQuerySet",
    "EmailChange",
    "EmailChangeQuerySet",
    "Grant",
    "GrantQuerySet",
    "IdentityProvider",
    "IdentityProviderQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "OwnRole",
    "OwnRoleQuerySet",
    "ResetWish",
    "SignInRule",
    "SignInRuleQuerySet",
    "SupportAccess",
    "SupportAccessQuerySet",
    "User",
    "UserQuerySet",
]
