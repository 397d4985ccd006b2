"""Models of supervision."""

from supervision.models.campaign import Campaign
from supervision.models.file import FileReview, Mark, ScoreSheet
from supervision.models.follow_up import Objection, Rectification, RectificationEntry
from supervision.models.liability import Liability
from supervision.models.quality import QualitySample, SecondCheck, SecondReview
from supervision.models.yearly import YearlyReport

__all__ = [
    "Campaign",
    "FileReview",
    "Liability",
    "Mark",
    "Objection",
    "QualitySample",
    "Rectification",
    "RectificationEntry",
    "ScoreSheet",
    "SecondCheck",
    "SecondReview",
    "YearlyReport",
]
