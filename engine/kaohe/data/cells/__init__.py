"""One cell: a number, a percentage, a period, a day, yes or no, a choice; and what was assumed to read it."""
