"""Slack: Socket Mode or signed HTTP in, the Web API out.

`app` is the adapter, `listeners` what people do, `showing` what they see in answer, `send` the letters.
"""
