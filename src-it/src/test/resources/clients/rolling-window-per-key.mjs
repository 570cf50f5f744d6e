// The client code that the API gives its users, as its page has it; and what run.mjs calls.
async function apiRequestWithRetry(url, options, maxRetries = 3) {
  for (let attempt = 0; attempt <= maxRetries; attempt++) {
    const response = await fetch(url, options);
    if (response.status !== 429) {
      return response;
    }
    if (attempt === maxRetries) {
      throw new Error('Rate limit exceeded after max retries');
    }
    const retryAfter = parseInt(
      response.headers.get('Retry-After') || '5',
      10
    );
    const jitter = Math.random() * 1000;
    const delay = (retryAfter * 1000) + jitter;
    await new Promise(resolve => setTimeout(resolve, delay));
  }
}

async function managedApiRequest(url, options) {
  const response = await fetch(url, options);
  const remaining = parseInt(
    response.headers.get('X-RateLimit-Remaining') || '100',
    10
  );
  if (remaining < 10) {
    // Getting close to the limit — add a delay
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
  return response;
}

export { apiRequestWithRetry as request };

// Slows down by the second that it waits when little is left.
export async function monitor(response, url, options) {
  const start = Date.now();
  await managedApiRequest(url, options);
  return Date.now() - start >= 999 ? 'slow down' : 'go on';
}
