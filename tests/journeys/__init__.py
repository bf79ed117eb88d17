"""Journeys: what people do and see, the same on every face of Bothways."""
