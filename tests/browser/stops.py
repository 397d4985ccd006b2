"""The pages that stand for all of them: who opens each, and which row of the scene it is about."""

from dataclasses import dataclass

from django.urls import reverse

Scene = dict[str, str]


@dataclass(frozen=True)
class Stop:
    """A page of a family: URL name, who opens it ("" is anybody), which row of the scene."""

    name: str
    who: str = ""
    row: str = ""
    query: str = ""
    status: int = 200

    def path(self, scene: Scene) -> str:
        """Where the page is."""
        args = [scene[key] for key in self.row.split()]
        return reverse(self.name, args=args) + self.query

    @property
    def label(self) -> str:
        """Its name in the list of tests."""
        return "-".join(part for part in (self.name, self.query[1:], self.row, self.who) if part)


PUBLIC = [
    Stop("home"),
    Stop("decision-list"),
    Stop("decision-list", query="?q=过期食品&kind=penalty"),
    Stop("decision-list", query="?q=没有这样的词"),
    Stop("decision-list", query="?from=2026-13-01", status=400),
    Stop("decision-detail", row="published"),
    Stop("decision-detail", row="recorded_elsewhere"),
    Stop("decision-detail", row="withdrawn", status=410),
    Stop("decision-derivation", row="published"),
    Stop("agency-list"),
    Stop("agency-detail", row="agency"),
    Stop("officer-list"),
    Stop("officer-detail", row="officer"),
    Stop("item-list"),
    Stop("item-detail", row="item"),
    Stop("benchmark-list"),
    Stop("benchmark-detail", row="benchmark"),
    *(Stop(name) for name in ("random-check-list", "random-check-items")),
    Stop("random-check-item", row="random_item"),
    Stop("random-check-detail", row="drawn"),
    Stop("statute-article", row="statute article"),
    Stop("verify"),
    Stop("verify-code", row="certificate"),
    Stop("verify-code", row="code"),
    Stop("party-page", row="link"),
    Stop("remedies"),
    Stop("open-data"),
    Stop("trust"),
    Stop("login"),
]
DESKS = [
    *(Stop("desk", who) for who in ("officer1", "unithead", "reviewer", "head", "publisher")),
    *(Stop("desk", who) for who in ("listadmin", "supervisor", "admin")),
]
CASEWORK = [
    Stop("case-list", "officer1"),
    Stop("case-open", "officer1"),
    Stop("case-detail", "officer1", "told"),
    Stop("case-detail", "officer1", "archived"),
    Stop("case-file", "unithead", "unfiled"),
    Stop("case-reassign", "unithead", "told"),
    Stop("case-amend", "officer1", "told"),
    Stop("case-finding", "officer1", "told"),
    Stop("decision-draft", "officer1", "told"),
    Stop("decision-read", "head", "issued"),
    Stop("decision-discretion", "officer1", "told_draft"),
    Stop("decision-weigh", "officer1", "told_draft"),
    Stop("departure-approve", "head", "told_draft"),
    Stop("decision-comparison", "officer1", "told_draft"),
    Stop("decision-revoke", "head", "issued"),
    Stop("decision-abandon", "officer1", "told_draft"),
    Stop("case-incidents", "officer1", "told"),
    Stop("recusal-apply", "officer1", "told"),
    Stop("incident-decide", "head", "incident"),
    Stop("case-record", "officer1", "told"),
    Stop("case-party", "officer1", "told"),
    Stop("step-create", "officer1", "told"),
    Stop("paper-list", "officer1", "told"),
    Stop("paper-write", "officer1", "told paper_kind"),
    Stop("evidence-list", "officer1", "told"),
    Stop("evidence-detail", "officer1", "photograph"),
    Stop("custody-page", "officer1", "photograph"),
    Stop("case-access", "head", "told"),
    Stop("access-grant", "head", "told"),
    Stop("evidence-upload", "officer1", "told"),
    Stop("recording-list", "officer1", "told"),
    Stop("station-list", "admin"),
    Stop("case-coverage", "officer1", "told"),
    Stop("device-list", "unithead"),
    Stop("device-create", "unithead"),
    Stop("device-detail", "officer1", "device"),
    Stop("device-take", "officer1", "device"),
    Stop("coverage-explain", "officer1", "told"),
    Stop("evidence-mark", "officer1", "photograph"),
    Stop("notice-serve", "officer1", "told_draft"),
    Stop("case-procedure", "unithead", "heard"),
    Stop("hearing-reschedule", "unithead", "hearing"),
    Stop("hearing-hold", "reviewer", "hearing"),
    Stop("discussion-hold", "head", "discussion"),
    Stop("extension-answer", "head", "extension"),
    Stop("defence-answer", "officer1", "defence"),
    Stop("decision-issue", "head", "passed"),
    Stop("decision-serve", "officer1", "issued"),
    Stop("case-execution", "officer1", "executing"),
    Stop("case-execution", "head", "told"),
    Stop("payment-record", "officer1", "fined"),
    Stop("deferral-apply", "officer1", "fined"),
    Stop("deferral-grant", "head", "deferral"),
    Stop("urging-serve", "officer1", "fined"),
    Stop("court-apply", "head", "fined"),
    Stop("case-close", "officer1", "served"),
    Stop("task-list", "officer1"),
    Stop("task-plan", "officer1"),
    Stop("task-detail", "unithead", "coded"),
    Stop("task-approve", "unithead", "task"),
    Stop("task-notify", "officer1", "coded"),
    Stop("task-counts", "supervisor"),
    Stop("plan-list", "listadmin"),
    Stop("plan-create", "listadmin"),
    Stop("cap-create", "listadmin"),
    Stop("archive-detail", "officer1", "archived"),
    Stop("archive-export", "officer1", "archived"),
    Stop("case-measures", "officer1", "held"),
    Stop("measure-plan", "officer1", "held"),
    Stop("measure-list", "officer1", "measure_planned"),
    Stop("measure-judge", "head", "measure_planned"),
    Stop("measure-enforce", "officer1", "measure_approved"),
    Stop("measure-freeze", "officer1", "measure_freezing"),
    Stop("forced-urge", "officer1", "coerced"),
    Stop("substitution-order", "head", "coerced"),
    Stop("case-review", "officer1", "told"),
    Stop("case-publication", "officer1", "served"),
    Stop("case-permit", "officer1", "permit"),
    Stop("case-permit", "officer1", "permit_granted"),
    Stop("case-permit", "officer1", "applied"),
    Stop("application-refuse", "officer1", "applied"),
    Stop("permit-paper-serve", "officer1", "permit_paper"),
    Stop("licence-end", "officer1", "licence"),
]
OFFICE = [
    Stop("review-queue", "reviewer"),
    Stop("review-detail", "reviewer", "review"),
    Stop("review-detail", "reviewer", "review_passed"),
    Stop("qualification-list", "admin"),
    Stop("publication-queue", "publisher"),
    Stop("publication-detail", "publisher", "pending"),
    Stop("publication-detail", "publisher2", "redacted"),
    Stop("publication-detail", "publisher", "published"),
    Stop("registry-home", "listadmin"),
    Stop("agency-admin-list", "listadmin"),
    Stop("agency-admin-create", "listadmin"),
    Stop("delegation-admin-list", "listadmin"),
    Stop("officer-admin-list", "listadmin"),
    Stop("officer-admin-edit", "listadmin", "officer"),
    Stop("item-admin-list", "listadmin"),
    Stop("item-admin-edit", "listadmin", "item"),
    Stop("item-import", "listadmin"),
    Stop("benchmark-admin-list", "listadmin"),
    Stop("benchmark-admin-create", "listadmin"),
    Stop("benchmark-admin-detail", "listadmin", "benchmark"),
    Stop("benchmark-end", "listadmin", "benchmark"),
    *(Stop(name, "listadmin") for name in ("random-item-list", "random-item-create")),
    Stop("random-plan-edit", "listadmin", "random_plan"),
    *(Stop(name, "officer1") for name in ("draw-list", "draw-create")),
    *(Stop("draw-detail", "officer1", row) for row in ("draw", "drawn")),
    Stop("draw-objects", "officer1", "draw"),
    Stop("draw-commit", "unithead", "draw"),
    Stop("draw-seed", "unithead", "draw_committed"),
    Stop("statute-list", "listadmin"),
    Stop("number-list", "listadmin"),
    Stop("statute-detail", "listadmin", "statute"),
    Stop("party-list", "officer1"),
    Stop("party-edit", "officer1", "party"),
    Stop("party-detail", "officer1", "party"),
    Stop("alert-list", "supervisor"),
    Stop("supervision", "supervisor"),
    Stop("audit-list", "supervisor"),
    Stop("fixity-list", "admin"),
    Stop("calendar-list", "admin"),
    Stop("calendar-import", "admin"),
    Stop("calendar-year", "admin", "year"),
    Stop("deadline-detail", "officer1", "deadline"),
    Stop("password-change", "officer1"),
    Stop("account-list", "admin"),
    Stop("account-create", "admin"),
    Stop("account-edit", "admin", "account"),
]
STOPS = [*PUBLIC, *DESKS, *CASEWORK, *OFFICE]
