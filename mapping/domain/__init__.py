"""What the product talks about: records, closed lists, column contracts, coordinates, errors.

No files, no database, no screen.
"""
