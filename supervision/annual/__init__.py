"""The yearly statistics of enforcement (行政执法统计年报, domain §11): what is counted, and how."""
