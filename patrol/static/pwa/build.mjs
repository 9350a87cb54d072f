// One call makes the app, split at every lazy import; the service worker is bundled on its own and imports nothing of it.
import { build } from "esbuild";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { words } from "./words.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

// The map's style sheet comes with the map: an import of it gives the address it will have.
const apart = {
  name: "apart",
  setup(plugins) {
    plugins.onLoad({ filter: /css[\\/]map\.css$/ }, async ({ path }) => {
      // Its pictures are of controls that are not used.
      const made = await build({ ...common, entryPoints: [path], external: ["*.png"], write: false });
      return { contents: made.outputFiles[0].contents, loader: "file" };
    });
  },
};

const common = { bundle: true, minify: true, target: "es2020", legalComments: "none", logLevel: "warning", charset: "utf8" };

await rm(dist, { recursive: true, force: true });
const shell = {
  ...common,
  absWorkingDir: here,
  outdir: "dist",
  format: "esm",
  splitting: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/app/",
  loader: { ".svg": "dataurl", ".png": "file" },
  jsx: "automatic",
  jsxImportSource: "preact",
  plugins: [apart],
};
const ENTRY = "src/app.tsx";
const app = await build({ ...shell, entryPoints: [ENTRY], metafile: true, plugins: [apart, await words(shell, ENTRY)] });
await build({ ...common, absWorkingDir: here, entryPoints: ["src/sw.ts"], outfile: "dist/sw.js", format: "iife" });
await writeFile(join(dist, "meta.json"), JSON.stringify(app.metafile));

for (const name of await readdir(dist)) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const bytes = await readFile(join(dist, name));
  if (bytes.length <= 512) continue;
  await writeFile(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  const options = { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  await writeFile(join(dist, `${name}.br`), brotliCompressSync(bytes, options));
}
