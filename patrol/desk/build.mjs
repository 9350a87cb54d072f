// The office's one sheet and one script, from the app's own tokens and parts: two looks would drift apart.
import { build } from "esbuild";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const common = { bundle: true, minify: true, target: "es2020", legalComments: "none", logLevel: "warning", charset: "utf8", absWorkingDir: here };

await build({ ...common, entryPoints: ["src/desk.css"], outfile: "static/dist/desk.css" });
await build({ ...common, entryPoints: ["src/desk.ts"], outfile: "static/dist/desk.js", format: "esm" });
