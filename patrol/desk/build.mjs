// The office's one sheet and one script, from the app's own tokens and parts: two looks would drift apart.
import { build } from "esbuild";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const common = { bundle: true, minify: true, target: "es2020", legalComments: "none", logLevel: "warning", charset: "utf8", absWorkingDir: here };

await build({ ...common, entryPoints: ["src/desk.css"], outfile: "static/dist/desk.css" });
await build({ ...common, entryPoints: ["src/desk.ts"], outfile: "static/dist/desk.js", format: "esm" });

// The page of the map alone loads these. The app's chart brings its sheet along, which here is a link of the page.
const sheetless = { name: "sheetless", setup: (plugins) => plugins.onLoad({ filter: /css[\\/]map\.css$/ }, () => ({ contents: "", loader: "empty" })) };
await build({ ...common, entryPoints: ["src/map.css"], outfile: "static/dist/map.css", external: ["*.png"] });
await build({ ...common, entryPoints: ["src/map.ts"], outfile: "static/dist/map.js", format: "esm", plugins: [sheetless] });
