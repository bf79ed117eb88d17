"""The composition root: builds everything from settings. With `bot.__main__` the one place that knows every room."""
