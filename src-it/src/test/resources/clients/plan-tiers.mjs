// Waits until X-RateLimit-Reset; without it, twice as long each time.
export async function request(url, options, maxRetries = 5) {
  for (let attempt = 0; attempt < maxRetries; attempt++) {
    const response = await fetch(url, options);
    if (response.status !== 429) {
      return response;
    }
    const reset = response.headers.get('X-RateLimit-Reset');
    const wait = reset ? parseInt(reset) * 1000 - Date.now() : Math.min(1000 * 2 ** attempt, 30000);
    await new Promise(resolve => setTimeout(resolve, Math.max(wait, 100)));
  }
  throw new Error('Still over the limit after all retries');
}

export function monitor(response) {
  return `${response.headers.get('X-RateLimit-Remaining')} remaining`;
}
