"""The table knows every page, endpoint, right and role."""

from progres.accounts.access import PERMISSIONS, Permission
from tests.isolation.endpoints import ENDPOINTS
from tests.isolation.matrix import operations
from tests.isolation.pages import PAGES
from tests.isolation.rights import RIGHTS
from tests.web.addresses import pages
from tests.web.test_access import OUTSIDE


def test_every_page_is_either_inside_an_instance_or_outside() -> None:
    assert sorted([*PAGES, *OUTSIDE]) == sorted(pages())


def test_no_endpoint_is_forgotten() -> None:
    assert ENDPOINTS.keys() == operations()


def test_no_right_and_no_role_is_forgotten() -> None:
    assert {
        right.value: frozenset(
            str(role) for role, rights in PERMISSIONS.items() if right in rights
        )
        for right in Permission
    } == RIGHTS
