// One call makes the app, split at every lazy import; the service worker is bundled on its own and imports nothing of it.
import { build } from "esbuild";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

// The catalogues are shared with server and office pages, whose words no phone needs: a family of keys ("case.…") goes
// along when the app's own source names one of it.
const families = new Set();
for (const file of await readdir(join(here, "src"), { recursive: true })) {
  if (!/\.tsx?$/.test(file)) continue;
  for (const [, family] of (await readFile(join(here, "src", file), "utf8")).matchAll(/["'`]([a-z_]+)\.[a-z_$]/g)) families.add(family);
}
const catalogues = {
  name: "catalogues",
  setup(plugins) {
    plugins.onLoad({ filter: /i18n[\\/](zh-CN|en)\.json$/ }, async ({ path }) => {
      const words = Object.entries(JSON.parse(await readFile(path, "utf8")));
      return { contents: JSON.stringify(Object.fromEntries(words.filter(([key]) => families.has(key.split(".")[0])))), loader: "json" };
    });
  },
};

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
const app = await build({
  ...common,
  absWorkingDir: here,
  entryPoints: ["src/app.tsx"],
  outdir: "dist",
  format: "esm",
  splitting: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/app/",
  loader: { ".svg": "file", ".png": "file" },
  jsx: "automatic",
  jsxImportSource: "preact",
  plugins: [catalogues, apart],
});
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
