"""Models of supervision."""

from supervision.models.campaign import Campaign
from supervision.models.file import FileReview, Mark, ScoreSheet
from supervision.models.follow_up import Objection, Rectification, RectificationEntry

__all__ = [
    "Campaign",
    "FileReview",
    "Mark",
    "Objection",
    "Rectification",
    "RectificationEntry",
    "ScoreSheet",
]
