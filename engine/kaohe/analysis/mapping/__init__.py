"""One county's data under another's rule: the mapping file, and the run that it describes."""
