// Uploads by tus-js-client what the order on stdin names, and prints the last status it heard.
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const order = JSON.parse(readFileSync(0, "utf8"));
let status = 0;

const upload = new Upload(readFileSync(order.photo), {
  ...(order.url ? { uploadUrl: order.url } : { endpoint: order.endpoint }),
  headers: order.headers,
  metadata: { sha256: order.sha256 },
  chunkSize: 400_000,
  uploadDataDuringCreation: order.with_creation,
  retryDelays: Array(order.retries).fill(0),
  onBeforeRequest: (request) => {
    if (request.getMethod() !== "PATCH") return;
    for (const [name, value] of Object.entries(order.wrong)) request.setHeader(name, value);
  },
  onAfterResponse: (_request, response) => { status = response.getStatus(); },
  onSuccess: () => console.log(JSON.stringify({ status })),
  onError: (error) => {
    if (!error.originalResponse) throw error;
    console.log(JSON.stringify({ status: error.originalResponse.getStatus() }));
  },
});
upload.start();
