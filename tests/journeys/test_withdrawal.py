"""A decision that falls: its page gives the reason instead of the text, and no search finds it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disclosure.models import Publication
from tests import factories
from tests.base import Cast
from tests.journeys import acts
from tests.stage import Visit

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
GONE = 410
REASON = "行政复议决定撤销，案号云府复〔2026〕8号。"


def published(cast: Cast) -> Publication:
    """A penalty that was made two weeks ago and is public."""
    return factories.published(cast.bureau, on=timezone.localdate() - timedelta(days=14))


def test_a_revoked_decision_leaves_the_public_site_with_its_reason(
    visit: Visit, cast: Cast
) -> None:
    publication = published(cast)
    assert publication.shown and publication.decision
    title, case = publication.shown.title, publication.decision.case
    reader = visit()
    path = acts.find(reader, "过期食品", title)
    head = visit("head")
    head.open(f"/office/cases/{case.pk}/")
    head.follow("撤销、变更或者确认违法")
    head.enter(reason=REASON)
    head.confirm("确定")
    acts.told(head, "已记录")
    acts.sweep()
    assert reader.open(path) == GONE
    assert REASON in reader.text
    assert "饼干" not in reader.page.content()
    assert reader.open(f"{path}document.pdf") == GONE
    acts.search(reader, "过期食品")
    assert "没有符合条件的决定" in reader.text
    assert title not in reader.text


def test_a_publisher_takes_a_wrong_text_down_by_hand(visit: Visit, cast: Cast) -> None:
    publication = published(cast)
    publisher = visit("publisher")
    publisher.open(f"/office/publications/{publication.pk}/")
    publisher.enter(ground="content", reason="公开的文本写有商业秘密。")
    publisher.confirm("撤下并公开说明理由")
    acts.told(publisher, "已撤下")
    reader = visit()
    assert reader.open(f"/decisions/{publication.pk}/") == GONE
    assert "含有依法不应公开的内容" in reader.text and "写有商业秘密" in reader.text
    assert "行政处罚法第四十八条" not in reader.text
