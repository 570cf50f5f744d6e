// The client code that the API gives its users, as its page has it; and what run.mjs calls.
async function makeRequestWithRetry(url, options, maxRetries = 3) {
  for (let i = 0; i < maxRetries; i++) {
    const response = await fetch(url, options);

    if (response.status === 429) {
      const resetTime = parseInt(response.headers.get('X-RateLimit-Reset'));
      const waitTime = Math.max((resetTime * 1000) - Date.now(), 0);

      if (i < maxRetries - 1) {
        await new Promise(resolve => setTimeout(resolve, waitTime));
        continue;
      }
    }

    return response;
  }
}

export { makeRequestWithRetry as request };

export function monitor(response) {
  const remaining = parseInt(response.headers.get('X-RateLimit-Remaining'))
  const limit = parseInt(response.headers.get('X-RateLimit-Limit'))
  return `Used ${limit - remaining} of ${limit} requests`;
}
