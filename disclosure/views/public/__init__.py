"""The public site: no login, no script needed, nothing but approved redacted projections."""
