// node octokit.mjs URL KEY: four requests with octokit and its throttling plugin; prints each status, and each wait.
import { Octokit } from "@octokit/core";
import { throttling } from "@octokit/plugin-throttling";

const [url, key] = process.argv.slice(2);
const octokit = new (Octokit.plugin(throttling))({
  baseUrl: url,
  throttle: {
    onRateLimit: (seconds) => {
      console.log(`waits ${seconds}`);
      return true;
    },
    onSecondaryRateLimit: () => false,
  },
});

for (let i = 0; i < 4; i++) {
  const answer = await octokit.request("GET /courses", { headers: { "x-api-key": key } });
  console.log(answer.status);
}
