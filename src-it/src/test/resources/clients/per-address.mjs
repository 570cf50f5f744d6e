// The client code that the API gives its users, as its page has it; and what run.mjs calls.
async function fetchWithRetry(url, options, maxRetries = 3) {
  for (let attempt = 0; attempt <= maxRetries; attempt++) {
    const response = await fetch(url, options);

    if (response.status !== 429) {
      return response;
    }

    const retryAfter = parseInt(response.headers.get('Retry-After') || '60', 10);
    const jitter = Math.random() * 1000;
    const delay = retryAfter * 1000 + jitter;

    await new Promise((resolve) => setTimeout(resolve, delay));
  }

  throw new Error('Max retries exceeded');
}

function shouldThrottle(response) {
  const remaining = parseInt(
    response.headers.get('X-RateLimit-Remaining') || '200',
    10
  );
  return remaining < 10;
}

export { fetchWithRetry as request };

export function monitor(response) {
  return shouldThrottle(response) ? 'slow down' : 'go on';
}
