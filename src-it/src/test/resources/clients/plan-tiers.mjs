// The client code that the API gives its users, as its page has it; and what run.mjs calls.
async function requestWithBackoff(url, options, maxRetries = 5) {
  for (let attempt = 0; attempt < maxRetries; attempt++) {
    const response = await fetch(url, options);
    if (response.status !== 429) {
      return response;
    }
    const resetTimestamp = response.headers.get("X-RateLimit-Reset");
    let waitMs;
    if (resetTimestamp) {
      waitMs = parseInt(resetTimestamp) * 1000 - Date.now();
    } else {
      waitMs = Math.min(1000 * Math.pow(2, attempt), 30000);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(waitMs, 100)));
  }
  throw new Error("Rate limit exceeded after max retries");
}

export { requestWithBackoff as request };

export function monitor(response) {
  return `${response.headers.get('X-RateLimit-Remaining')} remaining`;
}
