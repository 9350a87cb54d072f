// One call makes the app, split at every lazy import; the service worker is bundled on its own and imports nothing of it.
import { build } from "esbuild";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

// The catalogues are shared with server and office pages, whose words no phone needs.
const ELSEWHERE = /^(desk|error|notice|browser|lan)\./;
const catalogues = {
  name: "catalogues",
  setup(plugins) {
    plugins.onLoad({ filter: /i18n[\\/](zh-CN|en)\.json$/ }, async ({ path }) => {
      const words = Object.entries(JSON.parse(await readFile(path, "utf8")));
      return { contents: JSON.stringify(Object.fromEntries(words.filter(([key]) => !ELSEWHERE.test(key)))), loader: "json" };
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
  plugins: [catalogues],
});
await build({ ...common, absWorkingDir: here, entryPoints: ["src/sw.ts"], outfile: "dist/sw.js", format: "iife" });
await writeFile(join(dist, "meta.json"), JSON.stringify(app.metafile));

for (const name of await readdir(dist)) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const bytes = await readFile(join(dist, name));
  if (bytes.length > 512) await writeFile(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
