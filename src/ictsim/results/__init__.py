"""Results as records, and the folder they are kept in. Formats only write down what is here."""
