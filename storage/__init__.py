"""What Bothways remembers: SQLModel tables on SQLite or PostgreSQL, behind the protocols of `bot.ports`.

`storage.database.open_store` is the door; rows never leave this room.
"""
