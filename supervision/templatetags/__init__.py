"""Template filters of supervision."""
