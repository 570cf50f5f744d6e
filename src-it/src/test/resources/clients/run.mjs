// node run.mjs CLIENT URL KEY: uses up the limit, then lets the client try until it has recovered.
// Prints a line for each answer that the client got: when it asked (ms), status, Retry-After, X-RateLimit-Reset;
// and last what it made of the headers of the answer that it returned.
const [name, url, key] = process.argv.slice(2);
const client = await import(`./${name}.mjs`);
const plainFetch = globalThis.fetch;
const options = { headers: { 'X-API-Key': key } };

async function useUp() {
  let status = 200;
  while (status === 200) {
    const response = await plainFetch(url, options);
    await response.arrayBuffer();
    status = response.status;
  }
}

// Once more if a window ended between the two.
for (let round = 0; round < 3; round++) {
  await useUp();
  const lines = [];
  globalThis.fetch = async (...args) => {
    const at = Date.now();
    const response = await plainFetch(...args);
    const told = header => response.headers.get(header) ?? '-';
    lines.push([at, response.status, told('Retry-After'), told('X-RateLimit-Reset')].join(' '));
    return response;
  };
  const answer = await client.request(url, options);
  if (lines.length > 1) {
    const got = lines.slice();
    console.log([...got, await client.monitor(answer, url, options)].join('\n'));
    break;
  }
}
