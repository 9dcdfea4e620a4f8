"""What is wrong with a config, where, and the words to say it in."""
