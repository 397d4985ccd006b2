"""The picture beside a link: what is drawn, that nobody is named in it, and that it goes at once."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from core import fonts
from disclosure import share
from disclosure.models import Publication
from disclosure.services import pipeline
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市市场监督管理局", government_name="云溪市人民政府")


def path(row: Publication) -> str:
    return reverse("decision-card", args=[row.pk])


def words(row: Publication) -> list[str]:
    return [text for _size, _colour, text in share.of_decision(row)]


def test_it_is_a_picture_of_the_size_other_sites_ask_for(client: Client, bureau: Agency) -> None:
    response = client.get(path(cases.published(bureau)))
    image = Image.open(io.BytesIO(response.content))
    assert (response["Content-Type"], image.format, image.size) == ("image/png", "PNG", (1200, 630))
    assert len(response.content) < 60_000
    assert not image.info.keys() & {"exif", "Software", "Author", "date:create"}
    # Something is written: more than the band and the paper.
    assert len(image.convert("RGB").getcolors(1 << 20) or []) > 2


def test_it_says_who_decided_and_whether_in_time(bureau: Agency) -> None:
    good = cases.published(bureau)
    late = cases.published(bureau, published_on=date(2026, 3, 31))
    assert words(good)[1:3] == ["行政处罚决定公示", "云溪市市场监督管理局"]
    assert words(good)[-2:] == ["决定日期 2026-03-16", "在法定期限内公开"]
    assert words(late)[-1] == "逾期公开 4 个工作日"
    with translation.override("en"):
        assert words(good)[-1] == "在法定期限内公开", "one picture, whoever asks"


@pytest.mark.parametrize("kind", ["org", "sole_trader", "person"])
def test_nobody_is_named_in_it(bureau: Agency, kind: str) -> None:
    secret = "龘王小明"
    row = factories.published(
        bureau, party_kind=kind, party_name=secret, title=f"{secret}案", facts=f"{secret}占道。"
    )
    assert row.shown is not None
    for text in words(row):
        assert "王" not in text and "龘" not in text
        assert text not in (row.shown.title, row.shown.party_name)


def test_the_same_card_for_two_people_is_the_same_picture(client: Client, bureau: Agency) -> None:
    """Nothing but agency, kind, number, day and timeliness goes in."""
    rows = [
        factories.published(bureau, doc_no="云试罚〔2026〕1号", party_name=name, facts=name)
        for name in ("云溪市甲商贸有限公司", "云溪市乙餐饮有限公司")
    ]
    first, second = (client.get(path(row)).content for row in rows)
    assert first == second


def test_it_is_gone_with_the_decision_also_from_the_cache(client: Client, bureau: Agency) -> None:
    withdrawn, ended = cases.published(bureau), cases.published(bureau)
    for row in (withdrawn, ended):
        tag = client.get(path(row))["ETag"]
        assert client.get(path(row), headers={"If-None-Match": tag}).status_code == 304
    by = cases.user("publisher", bureau)
    pipeline.withdraw(withdrawn, by=by, on=TODAY, reason="决定被撤销。", ground="content")
    pipeline.expire(ended, on=TODAY)
    assert client.get(path(withdrawn), headers={"If-None-Match": tag}).status_code == 410
    assert client.get(path(ended), headers={"If-None-Match": tag}).status_code == 404


def test_pages_name_their_picture(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert f'property="og:image" content="http://testserver{path(row)}"' in page
    url = reverse("agency-card", args=[bureau.pk])
    assert url in client.get(reverse("agency-detail", args=[bureau.pk])).content.decode()
    assert client.get(url)["Content-Type"] == "image/png"


def test_an_agency_not_announced_has_no_picture(client: Client) -> None:
    hidden = factories.agency("待确认局", status=Agency.Status.PENDING)
    assert client.get(reverse("agency-card", args=[hidden.pk])).status_code == 404


def test_rare_characters_are_drawn_and_long_names_are_cut() -> None:
    rare = next(
        chr(code) for code in range(0x4E00, 0x9FFF) if code not in fonts.common_characters()
    )
    boxed = share.png([("head", share.INK, rare)])
    assert boxed != share.png([("head", share.INK, "\u3000")])
    parts = share._wrapped("长" * 200, "head")
    assert len(parts) == share.LINES and parts[-1].endswith("…")
    assert all(share._width(part, "head") <= share.WIDTH - 2 * share.MARGIN for part in parts)


@pytest.mark.parametrize(
    "unseen", ["\u202e", "\u200b", "\u200f", "\ufeff", "\u2060", "\u2067", "\x07"]
)
def test_what_leaves_no_mark_is_not_drawn_and_stops_nothing(unseen: str) -> None:
    """A received number may hold such characters; the shaper of the picture failed at them."""
    plain = [("line", "#000000", "云试罚〔2026〕3号")]
    odd = [("line", "#000000", f"{unseen}云试{unseen}罚〔2026〕3号")]
    assert share.png(odd) == share.png(plain)
