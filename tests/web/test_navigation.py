"""Which entry of the navigation is where you are."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory


def entry(path: str, arguments: str) -> str:
    source = "{% load navigation %}{% nav_link " + arguments + " %}"
    request = RequestFactory().get(path)
    context = {"instance": SimpleNamespace(id=1), "request": request}
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/i/1/devices/", True),
        ("/i/1/devices/7/", True),
        ("/i/1/device-types/", False),
        ("/i/2/devices/", False),
    ],
)
def test_an_entry_is_current_on_its_page_and_below(path: str, current: bool) -> None:
    html = entry(path, '"web:device_list" "Devices" "cpu"')

    assert ('aria-current="page"' in html) is current


@pytest.mark.parametrize(
    ("path", "current"),
    [("/i/1/roles/new/", True), ("/i/1/users/", True), ("/i/2/roles/", False)],
)
def test_an_entry_is_current_on_pages_that_it_names(path: str, current: bool) -> None:
    html = entry(path, '"web:user_list" "Users" "user" also="grants/ roles/"')

    assert ('aria-current="page"' in html) is current


def test_an_exact_entry_is_not_current_below_its_page() -> None:
    arguments = '"web:overview" "Overview" "layout-dashboard" exact=True'

    assert 'aria-current="page"' in entry("/i/1/", arguments)
    assert 'aria-current="page"' not in entry("/i/1/devices/", arguments)


def test_a_count_is_shown_also_to_be_updated_live() -> None:
    html = entry("/", '"web:alarm_list" "Alarms" "bell" count=3')

    assert 'data-count="3" data-live-count>3</span>' in " ".join(html.split())
