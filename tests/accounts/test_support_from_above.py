"""What staff sees of a self-run customer from the operator's own instance."""

import time_machine

from progres.accounts.models import Invitation
from progres.accounts.people import PersonFields
from progres.database.scope import scoped
from tests.accounts.test_support import let_in, self_run
from tests.web.conftest import Browser, browser
from tests.world import NOON, World

__all__ = ["browser", "self_run"]  # the fixtures


@time_machine.travel(NOON, tick=False)
def test_support_access_gives_nothing_that_lasts_from_above_either(
    self_run: World, browser: Browser
) -> None:
    """Who was let in acts in the instance itself, not from the operator's own."""
    otto, root = browser(self_run.otto), f"/i/{self_run.operator.id}"
    let_in(self_run, otto)
    fields = PersonFields(
        email="klara.lenz@example.org", first_name="K", last_name="L", role="viewer"
    )
    sent = {**vars(fields), "tenant": self_run.musterstadt.id}

    assert otto.post(f"{root}/users/new/", sent).status_code == 200
    assert otto.get(f"{root}/users/{self_run.rita.user.id}/").status_code == 404
    assert "Raumfühler 1" not in otto.get(f"{root}/devices/").text
    assert "Stadtwerke Musterstadt" in otto.get(f"{root}/instances/").text
    found = otto.get(f"{root}/instances/places/").text
    assert "Stadtwerke Musterstadt" in found
    assert "Hallenbad" in found
    with scoped(self_run.olga.scope):
        assert not Invitation.objects.of(self_run.olga.scope).exists()
