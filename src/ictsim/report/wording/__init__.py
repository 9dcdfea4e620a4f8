"""All texts of the report, in English; the catalogues in ``ictsim/locale`` have the translations.

``words`` has headings and labels, ``sentences`` what is said of a record, ``alternatives`` the
texts that stand for the figures, ``vocabulary`` the names that the config language gives to things.
"""
