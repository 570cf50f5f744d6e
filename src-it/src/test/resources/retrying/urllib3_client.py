"""python3 urllib3_client.py URL KEY: four requests with urllib3 as it comes; prints each status, and what was retried."""

import sys

import urllib3

url, key = sys.argv[1:]
http = urllib3.PoolManager()
for _ in range(4):
    answer = http.request("GET", url, headers={"X-API-Key": key})
    print(answer.status, "after", [attempt.status for attempt in answer.retries.history])
