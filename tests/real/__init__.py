"""Real published decisions, read where they lie and rebuilt as cases; none is kept here."""
