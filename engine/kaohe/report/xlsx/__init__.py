"""What every workbook shares: names that nothing runs, formats, pages for print, the sheet about the run."""
