"""The next lawful steps of each procedure, so that random sequences also get far."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from disclosure.models import Publication
from disclosure.services import pipeline
from enforcement.models import Case, Decision, Hearing, Measure, Notice
from enforcement.services import (
    cases,
    decisions,
    draw_run,
    measure_end,
    notices,
    permits,
    revocation,
    visits,
)
from legal_review import services as reviews
from legal_review.models import Review, ReviewObjection
from recording.services import archive, defences
from recording.services import hearings as hearing_papers
from recording.services import incidents as incident_papers
from tests import coercion, factories, hearings, incidents
from tests.base import Cast
from tests.enforcement import permit_case, prepared_draws
from tests.legal_review import loops

Step = Callable[[Any, Cast, date], object]


def decision_of(case: Case) -> Decision:
    """The decision of the case that was written last. Decision.DoesNotExist when there is none."""
    return Decision.objects.filter(case=case).latest("created_at")


def notice_of(case: Case) -> Notice:
    """The notice that stands."""
    return Notice.objects.filter(case=case, superseded=False).latest("pk")


def review_of(case: Case) -> Review:
    """The last round of review."""
    return Review.objects.filter(decision__case=case).latest("round")


def objection_of(case: Case) -> ReviewObjection:
    """The objection raised last."""
    found: ReviewObjection = ReviewObjection.objects.filter(review__decision__case=case).latest(
        "pk"
    )
    return found


def supplemented(case: Case, cast: Cast, on: date) -> object:
    """Materials asked for, or, where they are awaited, brought in."""
    review = review_of(case)
    awaited = review.supplements.filter(status="asked").first()
    if awaited is None:
        return reviews.ask(review, by=cast.reviewer, on=on, items="检验报告原件。")
    return reviews.answer(awaited, by=cast.officer1, on=on, text="已补。")


def hearing_of(case: Case, status: str) -> Hearing:
    """The hearing in the state."""
    rows = Hearing.objects.filter(case=case, status=status, scheduled_on__isnull=False)
    return rows.exclude(status="held", held_on=None).latest("pk")


def measure_of(case: Case) -> Measure:
    """The measure planned last."""
    return Measure.objects.filter(case=case).latest("pk")


def defended(case: Case, cast: Cast, on: date) -> object:
    """The party defends itself, and is answered."""
    defence = notices.defend(notice_of(case), by=cast.officer1, on=on, text="货值很小。")
    return defences.answer(defence, by=cast.officer1, on=on, adopted=False, reasons="已考虑。")


def held(case: Case, cast: Cast, on: date) -> object:
    """The hearing on its day, with its record."""
    row = hearing_of(case, "scheduled")
    day = row.scheduled_on or on
    return hearing_papers.hold(
        row,
        by=row.host or cast.reviewer,
        on=day,
        record=hearings.SAID,
        signed=True,
        av_exemption="文字记录足够。",
    )


def closed(case: Case, cast: Cast, on: date) -> object:
    """The hearing is over, and reported on."""
    row = hearing_of(case, "held")
    return hearing_papers.close(
        row, by=row.host or cast.reviewer, on=row.held_on or on, report=hearings.REPORT
    )


def published(case: Case, cast: Cast, on: date) -> object:
    """The duty opened, redacted, approved or published: whichever is next."""
    row = Publication.objects.filter(decision__case=case).first()
    if row is None:
        return factories.duty(Decision.objects.issued().filter(case=case).latest("created_at"))
    if row.status == "pending":
        return pipeline.redact(row, by=cast.publisher)
    if row.status == "redacted":
        return pipeline.approve(row, by=cast.publisher2, examined=True)
    return pipeline.publish(row, by=cast.publisher, on=on)


PENALTY: dict[str, Step] = {
    "record": lambda case, cast, on: factories.record(case, on=on),
    "draft": lambda case, cast, on: factories.draft(case.agency, case=case),
    "heavier": lambda case, cast, on: decisions.edit(
        decision_of(case), by=cast.officer1, content={"fine_cents": 300_000}
    ),
    "tell": lambda case, cast, on: factories.notify(decision_of(case), on=on),
    "waive": lambda case, cast, on: notices.waive(
        notice_of(case), by=cast.officer1, on=on, note="书面放弃。"
    ),
    "defend": defended,
    "ask": lambda case, cast, on: hearings.ask(notice_of(case), on=on),
    "schedule": lambda case, cast, on: hearings.schedule(notice_of(case)),
    "hold": held,
    "close hearing": closed,
    "submit": lambda case, cast, on: factories.submit(decision_of(case), on=on),
    "pass": lambda case, cast, on: factories.approve(review_of(case), on=on),
    "return": lambda case, cast, on: factories.send_back(review_of(case), on=on),
    "supplement": supplemented,
    "handle": lambda case, cast, on: reviews.handle(
        review_of(case), by=cast.officer1, on=on, text="已处理。"
    ),
    "object": lambda case, cast, on: loops.objected(review_of(case), on=on),
    "negotiate": lambda case, cast, on: loops.negotiated(objection_of(case), on=on),
    "call heads": lambda case, cast, on: loops.called(objection_of(case), on=on),
    "resolve": lambda case, cast, on: loops.resolved(objection_of(case), on=on),
    "tell again": lambda case, cast, on: factories.notify(decision_of(case), on=on, waived_on=on),
    "issue": lambda case, cast, on: factories.issue(decision_of(case), on=on),
    "serve": lambda case, cast, on: factories.serve(decision_of(case), on=on),
    "pay": lambda case, cast, on: factories.pay(decision_of(case), on=on),
    "publish": published,
    "revoke": lambda case, cast, on: revocation.revoke(
        decision_of(case), by=cast.head, on=on, ground="事实不清。"
    ),
    "close": lambda case, cast, on: archive.close_case(
        case, by=cast.officer1, on=on, ground="executed"
    ),
    "archive": lambda case, cast, on: archive.seal(case, by=cast.officer1, on=on),
}
COERCION: dict[str, Step] = {
    "plan": lambda case, cast, on: coercion.planned(case, on=on),
    "approve": lambda case, cast, on: coercion.judged(measure_of(case), when=factories.at(on, 9)),
    "enforce": lambda case, cast, on: coercion.enforced(
        measure_of(case), when=factories.at(on, 10)
    ),
    "film": lambda case, cast, on: coercion.filmed(case, on=on),
    "expire": lambda case, cast, on: measure_end.expire(measure_of(case).pk, on),
    "release": lambda case, cast, on: coercion.released(measure_of(case), on=on),
    "urge": lambda case, cast, on: coercion.urged(decision_of(case), on=on),
    "order": lambda case, cast, on: coercion.ordered(decision_of(case), on=on),
    "close": PENALTY["close"],
}
PERMIT: dict[str, Step] = {
    "ask": lambda case, cast, on: permits.ask_correction(
        case, by=cast.officer1, on=on, items=["营业执照"]
    ),
    "correct": lambda case, cast, on: permits.take_correction(
        case, by=cast.officer1, on=on, materials=["营业执照"]
    ),
    "accept": lambda case, cast, on: cases.file(case, by=cast.officer1, on=on),
    "decide": lambda case, cast, on: permit_case.decided(case, on=on),
    "record": PENALTY["record"],
    "draft": PENALTY["draft"],
    "issue": PENALTY["issue"],
    "serve": PENALTY["serve"],
    "publish": published,
    "close": lambda case, cast, on: archive.close_case(
        case, by=cast.officer1, on=on, ground="completed"
    ),
}
VISIT: dict[str, Step] = {
    "approve": lambda case, cast, on: cases.file(case, by=cast.unithead, on=on),
    "arrive": lambda case, cast, on: visits.arrived(case.inspection_task, by=cast.officer1, on=on),
    "record": PENALTY["record"],
    "draft": lambda case, cast, on: factories.draft(case.agency, case=case, outcome="clean"),
    "issue": PENALTY["issue"],
    "serve": PENALTY["serve"],
    "publish": published,
    "close": PERMIT["close"],
}
DRAW: dict[str, Step] = {
    "commit": lambda draw, cast, on: draw_run.commit(
        draw, by=cast.unithead, at=prepared_draws.moment()
    ),
    "seal": lambda draw, cast, on: prepared_draws.signed(prepared_draws.moment(23)),
    "run": lambda draw, cast, on: draw_run.run(
        draw, by=cast.unithead, on=on, value=prepared_draws.VALUE
    ),
    "abandon": lambda draw, cast, on: draw_run.abandon(draw, by=cast.unithead, reason="遗漏。"),
}


def asked(kind: str) -> Step:
    """Ask for a measure of the kind."""
    return lambda case, cast, on: incidents.asked(case, kind, on=on)


def judged(case: Case, cast: Cast, on: date) -> object:
    """The head's answer to what was asked last."""
    return incidents.decided(case.incidents.latest("pk"), on=on)


def recused(case: Case, cast: Cast, on: date) -> object:
    """The second officer is to stay away."""
    return incidents.asked(case, "recusal", on=on, officer=cast.officers[1])


def sent(case: Case, cast: Cast, on: date) -> object:
    """The police get the suspected crime."""
    return incident_papers.send_crime(
        case.incidents.filter(kind="crime_transfer").latest("pk"),
        by=cast.officer1,
        on=on,
        goods="饼干12袋",
        opinion="检验报告1份",
        other="无：没有其他材料",
    )


INCIDENT: dict[str, Step] = {
    **{kind: asked(kind) for kind in incidents.GROUNDS if kind != "recusal"},
    "recusal": recused,
    "judge": judged,
    "send": sent,
    **{name: PENALTY[name] for name in ("submit", "pass", "issue", "serve", "close")},
}


def days(first: date, *spans: int) -> Sequence[date]:
    """The day and others so many days after it."""
    return (first, *(first + timedelta(days=span) for span in spans))
