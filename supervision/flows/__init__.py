"""The moves of supervision."""

from supervision.flows.liability import LIABILITY
from supervision.flows.quality import SAMPLE, SECOND
from supervision.flows.reviews import CAMPAIGN, FILE, RECTIFICATION, SHEET
from supervision.flows.yearly import YEARLY

__all__ = ["CAMPAIGN", "FILE", "LIABILITY", "RECTIFICATION", "SAMPLE", "SECOND", "SHEET", "YEARLY"]
