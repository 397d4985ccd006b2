"""The tables of the record against the law: steps, recordings by place, times, notice periods."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models import Agency, Case, Decision
from recording import completeness, contexts, file_papers, kinds
from recording.services import service, storage_time
from recording.services.evidence import Taking
from tests import factories
from tests.base import day

pytestmark = pytest.mark.django_db

PROCEDURES = ("ordinary", "simple", "permit", "inspection")
PROFILES = (
    "sanmenxia_gov",
    "changzhi_police",
    "lingchuan_civil",
    "datong_commerce",
    "xinshi_urban",
)
TAKEN = factories.at(day(3, 3), 11)


def a_case(procedure: str = "ordinary", profile: str = "sanmenxia_gov", **fields: str) -> Case:
    """A case that is on no disk: enough for what only the tables decide."""
    kind = factories.KIND_OF[procedure]
    agency = Agency(name="云溪市试验局", profile=profile)
    return Case(agency=agency, **{"procedure": procedure, "kind": kind, **fields})


@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("key", [key for key, row in kinds.step_kinds().items() if not row.retired])
def test_a_procedure_takes_its_own_steps_and_no_others(key: str, procedure: str) -> None:
    case, row = a_case(procedure), kinds.step_kinds()[key]
    if procedure in row.procedures:
        assert kinds.step_kind(case, key) == row
        assert row in kinds.steps_of(procedure)
        return
    with pytest.raises(RuleError, match="没有这一环节") as refused:
        kinds.step_kind(case, key)
    assert row.label_zh in refused.value.message
    assert (refused.value.field, bool(refused.value.article)) == ("kind", True)
    assert row not in kinds.steps_of(procedure)


MATRIX = [
    # profile, step, level, a written reason may replace it
    ("sanmenxia_gov", "seizure", "full", False),
    ("sanmenxia_gov", "forced_demolition", "full", False),
    ("sanmenxia_gov", "inquiry", "partial", True),
    ("sanmenxia_gov", "hearing", "partial", True),
    ("sanmenxia_gov", "oral_defence", "partial", True),
    ("xinshi_urban", "site_inspection", "partial", True),
    ("changzhi_police", "site_inspection", "partial", False),
    ("changzhi_police", "hearing", "partial", False),
    ("lingchuan_civil", "inquiry", "partial", False),
    ("datong_commerce", "oral_defence", "partial", False),
]


@pytest.mark.parametrize(("profile", "step", "level", "exemptible"), MATRIX)
def test_the_matrix_of_the_place_says_what_is_recorded(
    profile: str, step: str, level: str, exemptible: bool
) -> None:
    case = a_case(profile=profile)
    (rule,) = kinds.av_rules(case, kinds.step_kinds()[step], party_present=True)
    assert (rule.level, rule.exemptible, rule.required) == (level, exemptible, True)
    assert rule.article


@pytest.mark.parametrize("profile", PROFILES)
def test_a_freezing_is_done_at_the_bank_without_the_party(profile: str) -> None:
    row = kinds.step_kinds()["freeze"]
    case = a_case(row.procedures[0], profile)
    assert kinds.av_rules(case, row, party_present=False) == []


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("key", [key for key in kinds.step_kinds() if key != "freeze"])
def test_an_absent_party_adds_a_recording_that_no_reason_replaces(key: str, profile: str) -> None:
    row = kinds.step_kinds()[key]
    case = a_case(row.procedures[0], profile)
    present = kinds.av_rules(case, row, party_present=True)
    absent = kinds.av_rules(case, row, party_present=False)
    assert absent[:-1] == present
    assert (absent[-1].activity, absent[-1].exemptible) == ("refused_signature", False)
    assert absent[-1].required


@pytest.mark.parametrize(
    ("profile", "required"),
    [
        ("sanmenxia_gov", False),
        ("xinshi_urban", False),
        ("changzhi_police", True),
        ("lingchuan_civil", True),
        ("datong_commerce", True),
    ],
)
def test_handing_over_in_person_is_recorded_only_where_the_place_says_so(
    profile: str, required: bool
) -> None:
    rule = kinds.av_rule(a_case(profile=profile), "direct_service")
    assert rule is not None
    assert rule.required is required


@pytest.mark.parametrize("method", ["post", "electronic"])
def test_the_post_and_the_network_deliver_without_a_camera(method: str) -> None:
    assert kinds.service_rule(a_case(profile="datong_commerce"), method) is None


@pytest.mark.parametrize(
    ("profile", "method", "refused"),
    [
        ("changzhi_police", "direct", True),
        ("lingchuan_civil", "public_notice", True),
        ("sanmenxia_gov", "left", True),
        ("sanmenxia_gov", "public_notice", False),
        ("sanmenxia_gov", "direct", False),
    ],
)
def test_a_reason_replaces_the_recording_of_service_only_where_the_place_knows_one(
    profile: str, method: str, refused: bool
) -> None:
    rule = kinds.service_rule(a_case(profile=profile), method)
    assert rule is not None
    kinds.refuse_exemption([rule], "  ")
    if not refused:
        kinds.refuse_exemption([rule], "文字记录足够。")
        return
    with pytest.raises(RuleError, match="不能以文字说明代替") as caught:
        kinds.refuse_exemption([rule], "文字记录足够。")
    assert (caught.value.field, caught.value.article) == ("av_exemption", rule.article)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("method", ["left", "public_notice"])
def test_leaving_and_public_notice_are_recorded_everywhere(profile: str, method: str) -> None:
    rule = kinds.av_rule(a_case(profile=profile), kinds.SERVICE_ACTIVITIES[method])
    assert rule is not None
    assert rule.required


@pytest.mark.parametrize("ground", kinds.grounds())
@pytest.mark.parametrize("procedure", PROCEDURES)
def test_performance_is_asked_for_only_of_a_penalty_said_to_be_executed(
    procedure: str, ground: str
) -> None:
    case = a_case(procedure, close_ground=kinds.ground_text(ground))
    asked = {row.key for row in kinds.requirements() if row.applies(case)}
    penalty = procedure in ("ordinary", "simple")
    assert ("performance" in asked) == (penalty and ground == "executed")
    assert ("prior_notice" in asked) == (procedure == "ordinary")
    assert ("filing_document" in asked) == (procedure != "simple")
    assert "closing_approval" in asked


@pytest.mark.parametrize(
    ("kind", "procedure", "outcome", "paper"),
    [
        ("penalty", "ordinary", "penalty", "行政处罚决定书"),
        ("penalty", "simple", "penalty", "当场行政处罚决定书"),
        ("permit", "permit", "granted", "行政许可决定书"),
        ("permit", "permit", "refused", "不予行政许可决定书"),
        ("inspection", "inspection", "normal", "行政检查结果告知书"),
        ("coercion", "ordinary", "", "行政强制决定书"),
        ("levy", "ordinary", "", "行政征收征用决定书"),
    ],
)
def test_a_decision_is_written_on_the_paper_of_its_kind(
    kind: str, procedure: str, outcome: str, paper: str
) -> None:
    decision = Decision(case=a_case(procedure, kind=kind), kind=kind, outcome=outcome)
    found = kinds.decision_document(decision)
    assert found.label_zh == paper
    assert found.key in completeness.DECISIONS
    assert kinds.paper_classes()[found.key] == "decision"


@pytest.mark.parametrize(
    ("procedure", "term"),
    [
        ("ordinary", "定期30年"),
        ("simple", "定期10年"),
        ("permit", "定期30年"),
        ("inspection", "定期10年"),
    ],
)
def test_the_file_is_kept_as_long_as_its_procedure_says(procedure: str, term: str) -> None:
    assert kinds.retention(procedure) == term


LATE = st.integers(1, 7 * 24 * 3600)


@given(st.integers(0, 24 * 3600))
def test_within_24_hours_of_the_return_no_reason_is_asked(seconds: int) -> None:
    back = TAKEN + timedelta(hours=9)
    taking = Taking(started_at=TAKEN, returned_at=back)
    assert storage_time.in_time(a_case(), taking, back + timedelta(seconds=seconds))


@given(LATE)
def test_beyond_24_hours_of_the_return_it_is_late(seconds: int) -> None:
    back = TAKEN + timedelta(hours=9)
    late = back + timedelta(hours=24, seconds=seconds)
    assert not storage_time.in_time(a_case(), Taking(started_at=TAKEN, returned_at=back), late)


@given(st.integers(1, 24 * 60))
def test_a_return_before_the_end_of_the_recording_gains_no_time(minutes: int) -> None:
    back = TAKEN - timedelta(minutes=minutes)
    taking = Taking(started_at=TAKEN, returned_at=back)
    assert not storage_time.in_time(a_case(), taking, factories.at(day(3, 4), 1))


@pytest.mark.parametrize(
    ("ended", "uploaded", "in_time"),
    [
        (factories.at(day(3, 3), 23), factories.at(day(3, 3), 23) + timedelta(minutes=59), True),
        (factories.at(day(3, 3), 23), factories.at(day(3, 4), 0), False),
        (factories.at(day(3, 4), 0), factories.at(day(3, 4), 23), True),
    ],
)
def test_the_day_of_the_recording_ends_at_local_midnight(
    ended: datetime, uploaded: datetime, in_time: bool
) -> None:
    taking = Taking(started_at=TAKEN, ended_at=ended)
    assert storage_time.in_time(a_case(), taking, uploaded) is in_time


NOTICES = [
    # profile, served, takes effect: 30 days, 60 for civil affairs; a last day of rest rolls over
    ("sanmenxia_gov", day(3, 18), day(4, 17)),
    ("sanmenxia_gov", day(3, 6), day(4, 7)),  # day 30 is 5 April, inside the Qingming holiday
    ("sanmenxia_gov", day(3, 12), day(4, 13)),  # a Saturday
    ("lingchuan_civil", day(3, 18), day(5, 18)),  # day 60 is 17 May, a Sunday
    ("lingchuan_civil", day(3, 16), day(5, 15)),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("profile", "on", "effective"), NOTICES)
def test_a_public_notice_takes_effect_after_the_days_of_the_place(
    profile: str, on: date, effective: date
) -> None:
    case = a_case(profile=profile)
    found = service.effective_day(case, method="public_notice", on=on)
    assert found == effective


@pytest.mark.parametrize("method", ["direct", "agent", "left", "electronic"])
def test_service_into_somebodys_hands_takes_effect_the_same_day(method: str) -> None:
    holiday = day(10, 1)
    assert service.effective_day(a_case(), method=method, on=holiday) == holiday


@given(st.integers(1, 500), st.integers(1, 40))
def test_a_span_of_pages_is_said_as_printed(first: int, count: int) -> None:
    last = first + count - 1
    words = file_papers.span({"first": first, "last": last})
    assert words == (f"{first}-{last}" if count > 1 else str(first))


def test_what_has_no_pages_is_said_to_be_electronic() -> None:
    assert file_papers.span({"first": 0, "last": 0}) == "电子"


@given(st.lists(st.text(alphabet="甲乙 \n\t", max_size=12), max_size=5))
def test_a_section_loses_blank_lines_and_no_words(texts: list[str]) -> None:
    found = contexts.section("事实", *texts)["paragraphs"]
    assert all(line and line == line.strip() and "\n" not in line for line in found)
    letters = "".join(texts).translate(dict.fromkeys(map(ord, " \n\t")))
    assert "".join(found).translate(dict.fromkeys(map(ord, " \n\t"))) == letters


def test_moments_are_said_in_local_time() -> None:
    midnight = datetime(2026, 3, 2, 16, 5, tzinfo=timezone.get_fixed_timezone(0))
    assert contexts.moment(midnight) == "2026年3月3日0时05分"


@pytest.mark.parametrize(
    ("status", "stage", "words"),
    [
        ("draft", "review", "送审"),
        ("filed", "review", "送审"),
        ("decided", "archive", "归档"),
        ("closed", "archive", "归档"),
        ("archived", "", ""),
    ],
)
def test_the_page_looks_to_the_stage_that_comes_next(status: str, stage: str, words: str) -> None:
    assert completeness.next_stage(a_case(status=status)) == stage
    assert completeness.stage_label(stage) == words
