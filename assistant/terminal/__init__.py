"""What the command line shows to a person; the only home of rich."""
