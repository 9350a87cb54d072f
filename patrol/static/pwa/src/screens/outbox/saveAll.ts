// Everything unsent, or one thing alone, as one file, handed over through the browser's own download.
import { exportUnsent } from "../../export.ts";
import { download } from "../../parts/save.ts";

export async function saveAll(only?: string): Promise<void> {
  download(await exportUnsent(only), `patrol-${new Date().toISOString().slice(0, 10)}.json`);
}
