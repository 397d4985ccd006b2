"""What a stranger needs to check a paper of the portal: the key, the heads, the scripts."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import audit, signing
from core.audit.sealing import ORIGIN
from core.models import AuditCheckpoint
from disclosure.views.public import trust
from enforcement.models import Agency
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db(transaction=True)]


def sealed(back: int) -> AuditCheckpoint:
    """A head over one more entry, signed so many days ago."""
    agency = Agency.objects.first() or factories.agency("云溪市城市管理局")
    with transaction.atomic():
        audit.append("agency.note", obj=agency, data={"back": back})
    audit.seal(timezone.now() - timedelta(days=back))
    head = AuditCheckpoint.objects.order_by("-size").first()
    assert head is not None
    return head


def test_the_page_shows_the_key_and_a_head_for_each_day(client: Client) -> None:
    older, last, newest = sealed(3), sealed(3), sealed(0)
    page = client.get(reverse("trust")).content.decode()
    assert signing.public_key().hex() in page
    assert last.root in page and newest.root in page
    assert older.root not in page, "one head of a day is enough"
    assert page.index(newest.root) < page.index(last.root)


def test_a_head_is_the_signed_text_that_the_scripts_read(client: Client) -> None:
    head = sealed(0)
    answer = client.get(reverse("trust-checkpoint", args=[head.size]))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert signing.read_signed(answer.content.decode(), ORIGIN).root.hex() == head.root
    assert client.get(reverse("trust-checkpoint", args=[head.size + 1])).status_code == 404
    assert client.get("/trust/checkpoints/999999999999999/").status_code == 404


def test_a_log_without_a_head_says_so(client: Client) -> None:
    page = client.get(reverse("trust")).content.decode()
    assert "日志还没有检查点" in page


def test_the_scripts_are_given_to_anyone_as_they_are(client: Client) -> None:
    for name, path in trust.SCRIPTS.items():
        answer = client.get(reverse("trust-script", args=[name]))
        assert answer.content == path.read_bytes()
        assert name in answer["Content-Disposition"]
        assert "\n" in answer.content.decode() and len(path.read_text().splitlines()) <= 300
    assert client.get("/trust/scripts/settings.py").status_code == 404


def test_the_page_of_checks_leads_here(client: Client) -> None:
    assert reverse("trust") in client.get(reverse("verify")).content.decode()
