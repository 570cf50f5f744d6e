"""python3 plan-tiers.py URL KEY: as run.mjs does, with a client in Python that sends POST."""

import json
import sys
import time
import urllib.error
import urllib.request


class Response:
    def __init__(self, status_code, headers):
        self.status_code = status_code
        self.headers = headers


class Requests:
    """As much of the package requests as the client needs; it may not be installed."""

    def __init__(self):
        self.lines = []

    def post(self, url, headers, json):
        at = int(time.time() * 1000)
        response = send(url, headers, json)
        told = [response.headers.get(name, "-") for name in ("Retry-After", "X-RateLimit-Reset")]
        self.lines.append(" ".join([str(at), str(response.status_code), *told]))
        return response


def send(url, headers, data):
    request = urllib.request.Request(
        url, json.dumps(data).encode(), {**headers, "Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return Response(answer.status, answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, error.headers)


# The client code that the API gives its users, as its page has it.
def request_with_backoff(url, headers, json_data, max_retries=5):
    for attempt in range(max_retries):
        response = requests.post(url, headers=headers, json=json_data)
        if response.status_code != 429:
            return response
        reset_timestamp = response.headers.get("X-RateLimit-Reset")
        if reset_timestamp:
            wait_seconds = int(reset_timestamp) - time.time()
        else:
            wait_seconds = min(2 ** attempt, 30)
        time.sleep(max(wait_seconds, 0.1))
    raise Exception("Rate limit exceeded after max retries")


url, key = sys.argv[1:]
api_key = {"X-API-Key": key}
login = {"user": "Ada", "password": "open-sesame"}
# Once more if a window ended between the two.
for _ in range(3):
    while send(url, api_key, login).status_code == 200:
        pass
    requests = Requests()
    answer = request_with_backoff(url, api_key, login)
    if len(requests.lines) > 1:
        print("\n".join(requests.lines))
        print(answer.headers["X-RateLimit-Remaining"], "remaining")
        break
