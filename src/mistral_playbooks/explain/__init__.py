"""What the command `explain` reads, and what it says beyond the class of an error."""
