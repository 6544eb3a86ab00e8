"""What the mocked model reads in the messages: the form of its answer, and the arguments of its calls."""
