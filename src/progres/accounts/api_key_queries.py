from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import ApiKey, ApiKeyQuerySet


def search_keys(by: Membership) -> ApiKeyQuerySet:
    """Keys into the instances in scope that are not closed, by their making.

    The own ones, and with the right to see people those of everybody.
    """
    keys = ApiKey.objects.of(by.scope.without_named()).select_related("user", "tenant")
    if not by.may(Permission.USERS_VIEW):
        keys = keys.filter(user=by.user)
    return keys.order_by("id")


def get_key(key_id: int, *, by: Membership) -> ApiKey:
    """Raise ApiKey.DoesNotExist for one that `by` does not see."""
    return search_keys(by).get(id=key_id)
