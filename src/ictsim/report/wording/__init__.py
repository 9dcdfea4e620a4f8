"""All English of the report that is not in the templates.

``words`` has headings and labels, ``sentences`` what is said of a record, ``alternatives`` the
texts that stand for the figures. Another language is another set of these and of the templates.
"""
