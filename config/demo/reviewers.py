"""The people of review in the demo: trainings, counsel, an advice given, a link out, more time asked for."""

from datetime import date
from decimal import Decimal

from config.demo.cast import CERTIFIED_FROM, Staff
from config.demo.play import at
from config.demo.scenes import Stage
from legal_review import trainings
from legal_review.models import Counsel, Qualification, Review
from legal_review.services import counsel, counsel_door, extensions

QUESTION = "占道面积按现场测量认定，所附照片能否单独作为面积的证据？"
ADVICE = "照片可以印证占道事实，面积应当以测量记录为准；建议在决定书中写明测量方法和测量人。"
FIRMS = (
    (Counsel.Kind.ADVISER, "霍示例", "云岭示范律师事务所", "示律0001"),
    (Counsel.Kind.PUBLIC_LAWYER, "岑示例", "云岭市司法局", "示公0002"),
)


def play(staff: dict[str, Staff], today: date) -> None:
    """Around the reviewer of the urban bureau and the review that waits there."""
    house = staff["urban"]
    stage = Stage(house, today)
    trained(house, today)
    first, second = engaged(house)
    review = Review.objects.filter(agency=house.agency, status=Review.Status.OPEN).earliest("pk")
    reviewer = house.one("reviewer")
    on = stage.back(1)
    given = counsel.ask(review, by=reviewer, at=at(on, 9), counsel=first, question=QUESTION)
    counsel_door.bind(given.request, code=given.code, at=at(on, 10))
    request = counsel_door.accept(given.request, at=at(on, 10))
    counsel_door.looked(request, at=at(on, 10))
    for paper in counsel_door.papers(request)[:2]:
        counsel_door.looked(request, at=at(on, 11), paper=paper)
    counsel.advise(request, at=at(on, 15), text=ADVICE)
    counsel.ask(review, by=reviewer, at=at(today, 9), counsel=second, question=QUESTION)
    extensions.ask(
        review, by=reviewer, on=today, reason="测量记录需要补充核对，另请公职律师提供意见。"
    )


def trained(house: Staff, today: date) -> None:
    """Two trainings, one of a certificate that ran out."""
    row = Qualification.objects.get(account=house.one("reviewer"))
    by = house.one("listadmin")
    year = today.year
    for topic, hours, held_on, until in (
        ("行政处罚法和裁量基准", Decimal(16), date(year, 1, 10), None),
        ("重大执法决定法制审核实务", Decimal("7.5"), date(year - 2, 6, 3), date(year - 1, 6, 2)),
    ):
        trainings.keep(
            row,
            by=by,
            on=today,
            topic=topic,
            organiser="云岭市司法局",
            hours=hours,
            held_on=min(held_on, today),
            valid_until=until,
            certificate="示训001",
        )
    trainings.versed(row, by=by, on=today, kinds=["penalty", "coercion"], share=80)


def engaged(house: Staff) -> list[Counsel]:
    """An adviser and a public lawyer on the list."""
    return [
        counsel.register(
            by=house.one("listadmin"),
            kind=kind,
            name=name,
            organisation=firm,
            licence=licence,
            valid_from=CERTIFIED_FROM,
        )
        for kind, name, firm, licence in FIRMS
    ]
