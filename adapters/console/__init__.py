"""The terminal: cards as text, and a stage on which a story is told or a whole-bot test acts."""
