"""The terminal: cards as text, and the stage."""
