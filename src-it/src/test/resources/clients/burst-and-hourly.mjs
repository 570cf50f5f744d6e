// Waits until X-RateLimit-Reset; the last answer is returned as it is.
export async function request(url, options, maxRetries = 3) {
  for (let attempt = 0; attempt < maxRetries; attempt++) {
    const response = await fetch(url, options);
    if (response.status !== 429 || attempt === maxRetries - 1) {
      return response;
    }
    const reset = parseInt(response.headers.get('X-RateLimit-Reset'));
    await new Promise(resolve => setTimeout(resolve, Math.max(reset * 1000 - Date.now(), 0)));
  }
}

export function monitor(response) {
  const remaining = parseInt(response.headers.get('X-RateLimit-Remaining'));
  const limit = parseInt(response.headers.get('X-RateLimit-Limit'));
  return `used ${limit - remaining} of ${limit}`;
}
