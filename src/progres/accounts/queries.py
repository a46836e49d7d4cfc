from django.db.models import Q
from django.db.models.functions import Lower

from progres.accounts.models import (
    Grant,
    GrantQuerySet,
    Invitation,
    InvitationQuerySet,
    OwnRole,
    OwnRoleQuerySet,
    User,
    UserQuerySet,
)
from progres.database.scope import Scope


def find_user(scope: Scope, user_id: int) -> User | None:
    """Return an account of the instances in scope."""
    return User.objects.of(scope).filter(id=user_id).first()


def find_user_by_email(scope: Scope, email: str) -> User | None:
    """Return the account with this address if it is of the instances in scope."""
    return User.objects.of(scope).filter(email__iexact=email.strip()).first()


def search_users(scope: Scope, *, text: str = "") -> UserQuerySet:
    """Accounts of the instances in scope by name; `text` begins a name or address."""
    users = User.objects.of(scope).select_related("tenant")
    for word in text.split():
        users = users.filter(
            Q(first_name__istartswith=word)
            | Q(last_name__istartswith=word)
            | Q(email__istartswith=word)
        )
    return users.order_by("last_name", "first_name", "id")


def get_user(scope: Scope, user_id: int) -> User:
    """Raise User.DoesNotExist for an account of an instance that is not in scope."""
    return User.objects.of(scope).select_related("tenant").get(id=user_id)


def search_invitations(scope: Scope) -> InvitationQuerySet:
    """Open invitations to the instances in scope by name."""
    invitations = Invitation.objects.of(scope).select_related("tenant")
    return invitations.order_by("last_name", "first_name", "id")


def get_invitation(scope: Scope, invitation_id: int) -> Invitation:
    """Raise Invitation.DoesNotExist for one that is not in scope."""
    return search_invitations(scope).get(id=invitation_id)


def search_grants(scope: Scope) -> GrantQuerySet:
    """Grants in the instances in scope, the oldest first."""
    return Grant.objects.of(scope).select_related("user", "tenant").order_by("id")


def get_grant(scope: Scope, grant_id: int) -> Grant:
    """Raise Grant.DoesNotExist for one in an instance that is not in scope."""
    return search_grants(scope).get(id=grant_id)


def roles_of(scope: Scope, user: User) -> list[str]:
    """Roles of an account: the own one, and those granted in the instances in scope."""
    grants = Grant.objects.of(scope).filter(user=user)
    return [user.role, *grants.values_list("role", flat=True)]


def search_own_roles(scope: Scope) -> OwnRoleQuerySet:
    """Roles that the instances in scope and above composed, by name."""
    return OwnRole.objects.of(scope).order_by(Lower("name"), "id")


def get_own_role(scope: Scope, role_id: int, *, to_change: bool = False) -> OwnRole:
    """Raise OwnRole.DoesNotExist for a role that is neither in scope nor from above.

    Whoever changes it says so, and must have it in scope.
    """
    roles = search_own_roles(scope)
    if to_change:
        roles = roles.filter(tenant_id__in=scope.tenant_ids)
        roles = roles.select_for_update(of=("self",))
    return roles.get(id=role_id)
