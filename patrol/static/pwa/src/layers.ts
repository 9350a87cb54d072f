// The phone's back button closes what lies over a page before it leaves the page: each sheet, question and viewer is a
// step of the browser's history while it is open.
interface Layer { close: () => void }

const open: Layer[] = [];
let returning = false;

/** Call when something opens over the page; what comes back is called when it is gone, whichever way it went. */
export function openLayer(close: () => void): () => void {
  const layer = { close };
  open.push(layer);
  if (!returning) deepen();
  return () => {
    const at = open.indexOf(layer);
    if (at >= 0) open.splice(at, 1);
    // Only after whatever takes its place has opened: from 更多 to an act's sheet is no step.
    setTimeout(surface);
  };
}

function depth(): number {
  return (history.state as { layer?: number } | null)?.layer ?? 0;
}

function deepen(): void {
  while (depth() < open.length) history.pushState({ layer: depth() + 1 }, "");
}

/** Closed by its own button: its step of the history is taken back. */
function surface(): void {
  const over = depth() - open.length;
  if (over <= 0 || returning) return;
  returning = true;
  history.go(-over);
}

function popped(): void {
  if (returning) {
    returning = false;
    deepen();
  } else if (depth() > open.length) {
    // A step whose sheet is gone, left behind by a reload or met on the way forward: nobody should see it.
    surface();
  } else {
    while (open.length > depth()) open.pop()?.close();
  }
}

if (typeof addEventListener === "function") addEventListener("popstate", popped);
