"""Files and settings put on top of each other, and where each value comes from."""
