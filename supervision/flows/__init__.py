"""The moves of supervision."""

from supervision.flows.reviews import CAMPAIGN, FILE, RECTIFICATION, SHEET

__all__ = ["CAMPAIGN", "FILE", "RECTIFICATION", "SHEET"]
