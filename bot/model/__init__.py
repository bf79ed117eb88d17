"""The nouns of two-way mentorship, with the rules that hold for each on its own."""
