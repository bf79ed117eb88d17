"""What the core promises, played through its own doors: typing, pressing, filling in, letting time pass."""
