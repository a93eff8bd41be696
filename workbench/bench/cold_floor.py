"""The floor of a cold start: boto3 with its dynamodb and kms clients, one canned call each, behind a Chalice route.

Run in a fresh interpreter with the path of a plan (see `cold.py`); prints the answer's status.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Answer one request, and say so."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path.insert(0, plan["root"])
    os.environ.update(plan["env"])

    import boto3
    from chalice.app import Chalice, Response

    from workbench.bench.canned import CannedAws

    app = Chalice(app_name="floor")
    app.debug = False
    canned = CannedAws(lambda _: {})

    @app.route("/share", methods=["POST"], content_types=["application/json"])
    def share() -> Response:
        body = app.current_request.json_body  # type: ignore[union-attr] # there is one inside a view
        key, table = boto3.client("kms"), boto3.client("dynamodb")
        canned.attach(key)
        canned.attach(table)
        key.generate_data_key(KeyId=plan["env"]["PROVISO_CONTENT_KEY"], NumberOfBytes=32)
        table.transact_write_items(TransactItems=[{"Put": {"TableName": "floor", "Item": _item(len(body))}}])
        return Response({"share_id": "floor"}, status_code=201)

    answer = app(plan["event"], None)
    print(answer["statusCode"], flush=True)


def _item(size: int) -> dict[str, Any]:
    return {"pk": {"S": "floor"}, "sk": {"S": "floor"}, "size": {"N": str(size)}}


if __name__ == "__main__":
    main()
