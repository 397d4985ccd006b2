"""What people do with a row of a case, one Act and one page each; a module per subject."""
