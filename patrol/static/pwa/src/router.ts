// Hash routes: they work from a file the service worker keeps, and a card's link opens without a server route.
import { useEffect, useState } from "preact/hooks";

export interface Route { name: string; param: string; query: URLSearchParams }

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name = "", param = ""] = path.split("/");
  return { name: name || "start", param: decode(param), query: new URLSearchParams(query) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function href(name: string, param?: string | number): string {
  return param === undefined ? `#/${name === "start" ? "" : name}` : `#/${name}/${encodeURIComponent(String(param))}`;
}

export function go(to: string): void {
  location.hash = to.replace(/^#/, "");
}

/** For steps that the back button should not return to: a sent draft, a redeemed card. */
export function replace(to: string): void {
  history.replaceState(null, "", to);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

let moves = 0;
if (typeof addEventListener === "function") addEventListener("hashchange", () => { moves += 1; });

/** Back to where the person came from inside the app, or to `otherwise` when this page was opened first. */
export function back(otherwise = "#/"): void {
  if (moves > 0 && history.length > 1) history.back();
  else replace(otherwise);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    changed();
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
