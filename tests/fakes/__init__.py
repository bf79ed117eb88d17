"""A local Slack and a local Discord that the real SDKs log in to; a test acts as the people."""
