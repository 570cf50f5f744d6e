// Waits for as long as Retry-After says, and up to a second of jitter.
export async function request(url, options, maxRetries = 3) {
  for (let attempt = 0; attempt <= maxRetries; attempt++) {
    const response = await fetch(url, options);
    if (response.status !== 429) {
      return response;
    }
    const seconds = parseInt(response.headers.get('Retry-After') || '60', 10);
    await new Promise(resolve => setTimeout(resolve, seconds * 1000 + Math.random() * 1000));
  }
  throw new Error('Still over the limit after all retries');
}

export function monitor(response) {
  const remaining = parseInt(response.headers.get('X-RateLimit-Remaining') || '200', 10);
  return remaining < 10 ? 'slow down' : 'go on';
}
