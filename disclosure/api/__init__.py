"""The API: public and read-only, and the staff part behind the same services as the pages."""
