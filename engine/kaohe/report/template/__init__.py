"""`kaohe template`: the workbook that is sent to those who fill in the data, and comes back as data."""
