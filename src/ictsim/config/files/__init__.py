"""What stands in files: TOML texts, and samples in CSVs."""
