"""The 双公示 exchange sheets (domain §6.13, §6.14): layouts, cells, rows. Pure."""
