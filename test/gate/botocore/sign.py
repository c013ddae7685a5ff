"""Signs requests with botocore: reads a list of them as JSON, writes what is to be sent for each.

A request is {"form": "header" or "query", "method", "url", "headers", "body", "service", "region", "credentials"}.
"""
import json
import sys

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SIGNERS = {"header": SigV4Auth, "query": SigV4QueryAuth}


def sign(draft):
    request = AWSRequest(draft["method"], draft["url"], draft["headers"], draft["body"].encode())
    credentials = Credentials(*(draft["credentials"][key] for key in ("accessKeyId", "secretAccessKey", "sessionToken")))
    SIGNERS[draft["form"]](credentials, draft["service"], draft["region"]).add_auth(request)
    target = request.url.split("/", 3)[3]
    return {"target": "/" + target, "headers": dict(request.headers.items())}


json.dump([sign(draft) for draft in json.load(sys.stdin)], sys.stdout)
