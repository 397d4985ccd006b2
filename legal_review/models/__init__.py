"""Legal review (法制审核): who may review, each submission, its checklist, outcome and loops."""

from legal_review.models.counsel import Counsel, CounselRequest, CounselView
from legal_review.models.loops import ReviewHandling, ReviewObjection, ReviewSupplement
from legal_review.models.penalty_filing import FilingEntry, FilingPackage, PenaltyFiling
from legal_review.models.people import ReviewAssignment, ReviewerField, ReviewerTraining
from legal_review.models.qualification import Qualification
from legal_review.models.review_extension import ReviewExtension
from legal_review.models.reviews import Review, ReviewAnswer, ReviewCheck, ReviewProblem

__all__ = [
    "Counsel",
    "CounselRequest",
    "CounselView",
    "FilingEntry",
    "FilingPackage",
    "PenaltyFiling",
    "Qualification",
    "Review",
    "ReviewAnswer",
    "ReviewAssignment",
    "ReviewCheck",
    "ReviewExtension",
    "ReviewHandling",
    "ReviewObjection",
    "ReviewProblem",
    "ReviewSupplement",
    "ReviewerField",
    "ReviewerTraining",
]
