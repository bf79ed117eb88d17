"""files.* methods of the upload in three steps: address, bytes, completion."""

from __future__ import annotations

from ...wire import JSON
from ..team import Team
from .base import ApiError, as_list, decode, method
from .chat import target


@method("files.getUploadURLExternal")
def _upload_url(team: Team, args: JSON) -> JSON:
    try:
        size = int(args["length"])
    except ValueError:
        raise ApiError("invalid_arguments", ["length must be a number"]) from None
    file_id, name = team.new_id("F"), str(args["filename"])
    team.files[file_id] = {"id": file_id, "name": name, "title": name, "size": size, "received": None}
    return {"upload_url": f"{team.fake.root_url}/upload/{team.id}/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal")
def _complete(team: Team, args: JSON) -> JSON:
    files = [_uploaded(team, each) for each in decode(args["files"], "invalid_arguments")]
    thread, comment = args.get("thread_ts") or None, str(args.get("initial_comment") or "")
    for channel in as_list(args.get("channels")) or as_list(args.get("channel_id")):
        team.post(target(team, channel).id, comment, [], files=files, thread_ts=thread)
    return {"files": files}


def _uploaded(team: Team, given: JSON) -> JSON:
    known = team.files.get(str(given.get("id")))
    if known is None or known["received"] is None:
        raise ApiError("file_not_found")
    known["title"] = given.get("title") or known["name"]
    return {key: known[key] for key in ("id", "title", "name")}


@method("files.delete")
def _delete(team: Team, args: JSON) -> JSON:
    if team.files.pop(str(args["file"]), None) is None:
        raise ApiError("file_not_found")
    return {}
