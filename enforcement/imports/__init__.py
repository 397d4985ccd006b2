"""Lists that list administrators bring in as CSV or XLSX: items and officers."""
