// Calls the API from the origin of the page it is loaded in: the page itself, or a frame of another origin.
"use strict";

/**
 * Makes one request. A script is told the status, some headers and the body, or only that it failed. The cache mode is
 * the default one: "no-store" would make browsers forget preflights too, and the API's answers say no-store themselves.
 */
async function callApi({ url, method = "GET", headers = {}, body }) {
  const start = performance.now();
  try {
    const response = await fetch(url, { method, headers, body, credentials: "omit" });
    const text = await response.text();
    return {
      status: response.status,
      headers: [...response.headers],
      body: text,
      ms: performance.now() - start,
    };
  } catch (error) {
    return { status: 0, headers: [], body: "", error: String(error), ms: performance.now() - start };
  }
}

// In a frame: do what the page around it asks, if that page is one of the example's own.
if (window.parent !== window) {
  const setting = fetch("/assets/setting.json").then((response) => response.json());

  window.addEventListener("message", async (event) => {
    if (event.source !== window.parent || typeof event.data?.call !== "object") {
      return;
    }
    const { port, otherPort } = await setting;
    const own = [port, otherPort].flatMap((p) => ["http://localhost:" + p, "http://127.0.0.1:" + p]);
    if (own.includes(event.origin)) {
      event.source.postMessage({ number: event.data.number, result: await callApi(event.data.call) }, event.origin);
    }
  });
}
