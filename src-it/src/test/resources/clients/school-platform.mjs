// The client code that the API gives its users, as its page has it; and what run.mjs calls.
async function apiRequestWithRetry(url, options, maxRetries = 3) {
  for (let i = 0; i < maxRetries; i++) {
    const response = await fetch(url, options);

    if (response.status !== 429) {
      return response;
    }

    const retryAfter = response.headers.get('Retry-After');
    const delay = retryAfter ? parseInt(retryAfter) * 1000 : Math.pow(2, i) * 1000;

    await new Promise(resolve => setTimeout(resolve, delay));
  }

  throw new Error('Max retries exceeded');
}

export { apiRequestWithRetry as request };

export function monitor(response) {
  const limit = parseInt(response.headers.get('X-RateLimit-Limit'));
  const remaining = parseInt(response.headers.get('X-RateLimit-Remaining'));
  const usagePercent = ((limit - remaining) / limit) * 100;

  let said = `API rate limit usage at ${usagePercent.toFixed(1)} %`;
  if (usagePercent > 80) {
    said += ', slow down';
  }
  return said;
}
