// Light is the default of the sun; dark follows the phone or the person's own choice.
export type Theme = "auto" | "light" | "dark";
const KEY = "patrol.theme";

export function theme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

export function setTheme(next: Theme): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Shown for this visit at least.
  }
  applyTheme(next);
}

export function applyTheme(next: Theme = theme()): void {
  if (next === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
}
