"""A list of people from a spreadsheet: read, checked row by row, taken over at once. See `staging` for the order."""
