"""The report for leaders and for print: one HTML file that needs nothing else.

`page` puts it together; the other files each prepare one section as plain data, or draw one kind of chart. The template
decides where things stand, and nothing else.
"""
