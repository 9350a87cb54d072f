// A page starts at its top; a list that was left half way down is found there again.
import { useLayoutEffect } from "preact/hooks";

const places = new Map<string, number>();
let shown = "";

/** Called once. The browser's own memory knows nothing of lists that stand a moment after their page. */
export function watchScroll(): void {
  shown = location.hash;
  history.scrollRestoration = "manual";
  addEventListener("hashchange", () => {
    places.set(shown, scrollY);
    // What was just written stands on top of the list.
    if (shown.startsWith("#/capture")) places.delete(location.hash);
    shown = location.hash;
    scrollTo(0, 0);
  });
}

/** For lists, as soon as their rows are there. */
export function useKeptScroll(ready = true): void {
  const { hash } = location;
  useLayoutEffect(() => { if (ready) scrollTo(0, places.get(hash) ?? 0); }, [ready, hash]);
}
