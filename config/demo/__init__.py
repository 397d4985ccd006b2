"""Demo data: five made-up agencies, their people, lists and about forty cases in every state."""
