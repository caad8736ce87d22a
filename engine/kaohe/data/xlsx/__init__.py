"""Excel workbooks (.xlsx) as raw sheets: what a cell holds and shows, and what a plain value would hide.

The parts are read with expat, straight from the archive. Libraries were measured and left: python-calamine is fast
but tells neither number formats nor hidden rows nor a formula without a stored value, and openpyxl either builds
every cell up to the farthest one or believes the dimension that the file claims.
"""
