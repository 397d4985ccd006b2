"""Supervision: statistics, file review and follow-up of what the agencies below recorded."""
