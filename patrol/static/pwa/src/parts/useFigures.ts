// The figures kept on the phone, at once; and new ones for as long as the screen is open and the server can be reached.
import { useEffect } from "preact/hooks";
import { fetchFigures, keptFigures, type Kept, type Wanted } from "../figures.ts";
import { useOnline, useTable } from "../store.ts";
import type { Figures, Weeks } from "../types.ts";

// A first sync changes the cases page by page: one question after the last of them is enough.
const SETTLED_MS = 500;

/** Asked anew whenever `news` is another. Undefined while reading; null when this phone has never had any. */
export function useFigures<T extends Figures | Weeks>(what: Wanted, town: string | null, news = ""): Kept<T> | null | undefined {
  const reach = useOnline();
  useEffect(() => {
    if (reach !== "online") return;
    const timer = setTimeout(() => void fetchFigures(what, town), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [what, town, reach, news]);
  return useTable(() => keptFigures<T>(what, town), ["meta"], [what, town]);
}
