"""How Django itself writes numbers and dates: alike in every language.

Numbers for readers are written by `shell.formats`; what is left to Django stands in addresses, fields and figures,
where a comma for a point would break what it means.
"""
