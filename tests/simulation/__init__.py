"""The simulation's own tests: seeds, crashes, and the mutants that every checker must kill."""
