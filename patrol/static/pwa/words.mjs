// Which words go with which file. The catalogues are shared with server and office pages, whose words no phone needs; and
// who opens a list needs none of the capture's. A family of keys ("case.…") goes with a file of screens when a source
// that only this file brings names one of it, and with the first file when a source of that one does. What both first
// screens need, the camera's way and the lists, goes with the first file, too. Each file of screens names all that goes
// with the first one: esbuild makes a file for every set of files that need the same sources, and the headers of a dozen
// small answers weighed as much as what was in them.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const NAMED = /["'`]([a-z_]+)\.[a-z_$]/g;
const CHINESE = join("i18n", "zh-CN.json");

const FIRST_SCREENS = ["src/screens/capturing.ts", "src/screens/staff.ts"];

/** { together: sources of the first file, groups: { first: families, [file of screens]: families } } by the way the sources import each other. */
async function plan(options, entry) {
  const nothing = { name: "nothing", setup: (plugins) => plugins.onResolve({ filter: /^(words|shared):/ }, ({ path }) => ({ path, external: true })) };
  const { metafile } = await build({ ...options, entryPoints: [entry], write: false, metafile: true, outdir: "dist", plugins: [...options.plugins, nothing] });
  const first = reached(metafile.inputs, entry);
  const [one, other] = FIRST_SCREENS.map((path) => reached(metafile.inputs, path));
  const shared = [...one.intersection(other).difference(first)];
  const lazy = new Set([...first].flatMap((path) => imports(metafile.inputs, path, "dynamic-import")).filter((path) => /\.tsx?$/.test(path)));
  for (const path of shared) first.add(path);
  const groups = { first: await familiesOf(options.absWorkingDir, first) };
  for (const path of lazy) {
    const own = [...reached(metafile.inputs, path)].filter((source) => !first.has(source));
    groups[path] = (await familiesOf(options.absWorkingDir, own)).difference(groups.first);
  }
  const together = [...first].filter((path) => path !== entry && /\.(tsx?|m?js)$/.test(path));
  return { together, groups };
}

const imports = (inputs, path, kind) => inputs[path].imports.filter((one) => one.kind === kind && one.path in inputs).map((one) => one.path);

function reached(inputs, entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const path of imports(inputs, entry, "import-statement")) reached(inputs, path, found);
  return found;
}

async function familiesOf(folder, sources) {
  const found = new Set();
  for (const path of sources) {
    if (!/\.tsx?$/.test(path)) continue;
    for (const [, family] of (await readFile(join(folder, path), "utf8")).matchAll(NAMED)) found.add(family);
  }
  return found;
}

/** A plugin: `zh-CN.json` holds the first file's words, `words:<file>` those of that file, `en.json` all; `shared:first`
 * brings what goes with the first file. */
export async function words(options, entry) {
  const { together, groups } = await plan(options, entry);
  const all = Object.values(groups).reduce((one, other) => one.union(other));
  const catalogue = async (path, wanted) => {
    const kept = Object.entries(JSON.parse(await readFile(path, "utf8"))).filter(([key]) => wanted.has(key.split(".")[0]));
    return { contents: JSON.stringify(Object.fromEntries(kept)), loader: "json" };
  };
  const named = together.map((path) => `import ${JSON.stringify(`./${path}`)};`).join("\n");
  return {
    name: "words",
    setup(plugins) {
      const chinese = join(options.absWorkingDir, "..", "..", CHINESE);
      plugins.onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, namespace: "shared" }));
      plugins.onLoad({ filter: /.*/, namespace: "shared" }, () => ({ contents: named, resolveDir: options.absWorkingDir }));
      plugins.onResolve({ filter: /^words:/ }, ({ path }) => ({ path: `src/screens/${path.slice(6)}.ts`, namespace: "words" }));
      plugins.onLoad({ filter: /.*/, namespace: "words" }, async ({ path }) => {
        const { contents } = await catalogue(chinese, groups[path]);
        return { contents: `${named}\nexport default ${contents};`, resolveDir: options.absWorkingDir };
      });
      plugins.onLoad({ filter: /i18n[\\/]zh-CN\.json$/ }, ({ path }) => catalogue(path, groups.first));
      plugins.onLoad({ filter: /i18n[\\/]en\.json$/ }, ({ path }) => catalogue(path, all));
    },
  };
}
