"""The languages that pages are written in: which one a visitor reads, and the catalogues of their sentences.

Everything a page says is written in English in the source and marked there; `<folder>/locale/<language>` holds what it
is called in another language. `python -m sightline_web.languages` brings the catalogues up to date.
"""
