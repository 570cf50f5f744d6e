// Waits for exactly as long as Retry-After says; without it, twice as long each time.
export async function request(url, options, maxRetries = 3) {
  for (let attempt = 0; attempt < maxRetries; attempt++) {
    const response = await fetch(url, options);
    if (response.status !== 429) {
      return response;
    }
    const retryAfter = response.headers.get('Retry-After');
    const delay = retryAfter ? parseInt(retryAfter) * 1000 : 2 ** attempt * 1000;
    await new Promise(resolve => setTimeout(resolve, delay));
  }
  throw new Error('Still over the limit after all retries');
}

// Warns when four fifths are used.
export function monitor(response) {
  const limit = parseInt(response.headers.get('X-RateLimit-Limit'));
  const remaining = parseInt(response.headers.get('X-RateLimit-Remaining'));
  const percent = ((limit - remaining) / limit) * 100;
  return `${percent.toFixed(1)} % used${percent > 80 ? ', slow down' : ''}`;
}
