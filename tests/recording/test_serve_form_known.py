"""The form of service begins with who is served and where the party lives; nobody types it again."""

import pytest
from django.urls import reverse

from tests import factories
from tests.base import Cast, day

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_receiver_and_place_are_known(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=day(3, 16), procedure="simple")
    party = decision.case.party
    answer = cast.client("officer1").get(reverse("decision-serve", args=[decision.pk]))
    begun = answer.context["form"].initial
    assert (begun["receiver"], begun["place"]) == (party.name, party.address)
    assert party.address
