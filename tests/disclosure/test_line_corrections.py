"""Requests about lines of lists: standards, delegations, random checks, recording and review lists."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.errors import RuleError
from disclosure import list_lines, register_targets
from disclosure.models import CorrectionRequest
from disclosure.services import corrections
from enforcement.models import Agency, Benchmark, Delegation, RandomCheckItem
from enforcement.services import agencies, benchmarks, random_checks
from tests import catalogues, deeds, gauges, registers
from tests.base import Cast, day
from tests.disclosure.asking import (
    ANSWER,
    NAME,
    ON,
    OUTDATED,
    PHONE,
    SAID,
    about_register,
    accepted_about,
    gate,
)
from tests.enforcement import prepared_draws

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEW = "/corrections/new/"
KINDS = tuple(list_lines.FINDERS)
PAGES = {
    "benchmark": "benchmark-detail",
    "delegation": "delegation-detail",
    "random": "random-check-item",
    "catalogue": "review-catalogue-detail",
}
OFFICE = {
    "benchmark": "benchmark-admin-detail",
    "delegation": "delegation-admin-list",
    "random": "random-item-edit",
    "catalogue": "catalogue-list",
}


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


@pytest.fixture
def keys(cast: Cast) -> dict[str, int]:
    """A public line of each list of the bureau."""
    deed = deeds.deed(
        cast,
        number="云市监委〔2026〕5号",
        matters="食品摊贩的日常检查",
        powers="检查",
        valid_from=day(1, 5),
        valid_to=day(12, 31),
    )
    return {
        "benchmark": gauges.benchmark(cast.bureau).pk,
        "delegation": deed.pk,
        "random": prepared_draws.random_item(cast).pk,
        "recording": cast.bureau.pk,
        "catalogue": cast.bureau.pk,
    }


def about(kind: str, keys: dict[str, int]) -> str:
    return f"{kind}-{keys[kind]}"


def page(answer: Any) -> str:
    return str(answer.content.decode())


def path_of(kind: str, keys: dict[str, int]) -> str:
    if kind == "recording":
        return f"{reverse('recording-items')}?agency={keys[kind]}"
    return reverse(PAGES[kind], args=[keys[kind]])


def put_right(kind: str, cast: Cast, keys: dict[str, int]) -> None:
    """What the keeper does about a line."""
    if kind == "benchmark":
        row = Benchmark.objects.get(pk=keys[kind])
        benchmarks.end(row, by=cast.listadmin, on=ON, reason="云市监规〔2026〕9号废止。")
    if kind == "delegation":
        deed = Delegation.objects.get(pk=keys[kind])
        deeds.ended(cast, deed, ON, "收回。")
    if kind == "random":
        item = RandomCheckItem.objects.get(pk=keys[kind])
        random_checks.keep_item(item, by=cast.listadmin, target="取得许可的食品销售单位")
    if kind == "recording":
        own = registers.opened(cast.bureau, cast.listadmin, kind)
        registers.published(own, cast.listadmin, cast.head, on=ON, valid_from=ON)
    if kind == "catalogue":
        draft = catalogues.begun(cast.bureau, cast.listadmin)
        catalogues.published(draft, cast.listadmin, cast.head, valid_from=ON)


# --------------------------------------------------------------------------------- asking
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_line_leads_to_a_form_and_a_receipt(
    cast: Cast, keys: dict[str, int], kind: str
) -> None:
    link = f"{NEW}?about={about(kind, keys)}"
    assert link in page(Client().get(path_of(kind, keys)))
    form = page(Client().get(link))
    title = register_targets.find(about(kind, keys), ON).title
    assert f'value="{about(kind, keys)}"' in form and title in form
    sent = Client().post(
        NEW, {**SAID, "about": about(kind, keys), "what": "content", "seed": "seed"}
    )
    row = CorrectionRequest.objects.get()
    assert row.number in page(sent) and row.about == title
    assert (row.agency, row.organ) == (cast.bureau, cast.bureau)
    assert row.line is not None and row.line["key"] == about(kind, keys)
    for secret in (NAME, PHONE, OUTDATED):
        assert secret not in page(sent)


def test_an_earlier_day_offers_no_request(keys: dict[str, int]) -> None:
    for kind in ("benchmark", "recording", "catalogue"):
        path = path_of(kind, keys)
        query = f"{'&' if '?' in path else '?'}on=2026-02-02"
        assert NEW + "?about" not in page(Client().get(path + query)), kind


def test_lines_of_one_agency_are_asked_about_apart(keys: dict[str, int]) -> None:
    made = {about_register(about(kind, keys), of="one seed")[0].pk for kind in KINDS}
    assert len(made) == len(KINDS)
    again, _receipt = about_register(about("random", keys), of="one seed")
    assert again.pk in made, "the same request sent twice is one"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_public_is_not_asked_about(cast: Cast, keys: dict[str, int], kind: str) -> None:
    for name in (f"{kind}-0", f"{kind}-999999999999", f"{kind}-１", f"{kind}-1\0"):
        with pytest.raises(RuleError):
            register_targets.find(name, ON)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.PENDING)
    with pytest.raises(RuleError):
        register_targets.find(about(kind, keys), ON)
    assert Client().get(NEW, {"about": about(kind, keys)}).status_code == 404


def test_before_the_lists_were_public_there_is_nothing_to_ask_about(keys: dict[str, int]) -> None:
    for kind in KINDS:
        with pytest.raises(RuleError):
            register_targets.find(about(kind, keys), date(1990, 1, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_read_is_the_same_in_every_language(keys: dict[str, int], kind: str) -> None:
    chinese = register_targets.find(about(kind, keys), ON)
    with translation.override("en"):
        assert register_targets.find(about(kind, keys), ON) == chinese


def test_the_plans_of_another_year_correct_no_line(keys: dict[str, int]) -> None:
    now = register_targets.find(about("random", keys), ON)
    assert register_targets.find(about("random", keys), date(2027, 1, 4)).told == now.told


# --------------------------------------------------------------------------------- the office
@pytest.mark.parametrize("kind", KINDS)
def test_who_keeps_the_list_sees_the_line_and_where_it_is_kept(
    cast: Cast, keys: dict[str, int], kind: str
) -> None:
    row, _receipt = about_register(about(kind, keys))
    shown = page(cast.client("listadmin").get(reverse("correction-detail", args=[row.pk])))
    assert row.about in shown and OUTDATED in shown
    assert row.about in page(cast.client("listadmin").get(reverse("correction-list")))
    if kind in OFFICE:
        by_key = kind in ("benchmark", "random")
        link = reverse(OFFICE[kind], args=[keys[kind]] if by_key else [])
        assert f'href="{link}"' in shown
        assert cast.client("listadmin").get(link).status_code == 200
    assert reverse("agency-admin-edit", args=[cast.bureau.pk]) not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_it_counts_as_corrected_once_the_public_reads_another_text(
    cast: Cast, keys: dict[str, int], kind: str
) -> None:
    row = accepted_about(cast, about(kind, keys))
    with pytest.raises(RuleError, match="还没有更正"):
        corrections.correct(row, by=cast.listadmin, on=ON, answer=ANSWER)
    assert gate(row, status="corrected", answer=ANSWER, answered_on=ON, told_after=row.told) != ""
    put_right(kind, cast, keys)
    done = corrections.correct(row, by=cast.listadmin, on=ON, answer=ANSWER)
    assert done.status == "corrected" and done.told_after != done.told


def test_another_change_of_the_agency_corrects_no_line(cast: Cast, keys: dict[str, int]) -> None:
    row = accepted_about(cast, about("benchmark", keys))
    agencies.update(cast.bureau, by=cast.listadmin, phone="0000-99999")
    with pytest.raises(RuleError, match="还没有更正"):
        corrections.correct(row, by=cast.listadmin, on=ON, answer=ANSWER)


def test_rules_of_the_place_are_answered_by_sending_on(cast: Cast, keys: dict[str, int]) -> None:
    row = accepted_about(cast, about("recording", keys))
    sent = corrections.send(
        row, by=cast.listadmin, on=ON, sent_to="云溪市司法局", answer="该清单由司法局制定。"
    )
    assert sent.status == "sent"


# --------------------------------------------------------------------------------- past the services
def test_sql_cannot_point_a_request_elsewhere(cast: Cast, keys: dict[str, int]) -> None:
    row, _receipt = about_register(about("random", keys))
    assert gate(row, line={"key": "random-1", "title": "别的"}) == "APPEND_ONLY"
    assert gate(row, line=None) == "APPEND_ONLY"
    plain, _receipt = about_register(f"agency-{cast.bureau.pk}")
    assert plain.line is None
    assert gate(plain, line={"key": "random-1", "title": "别的"}) == "APPEND_ONLY"
