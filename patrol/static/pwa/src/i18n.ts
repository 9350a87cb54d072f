// Every word people read. The Chinese of the first screen travels with it, that of others with them (see words.mjs);
// English is fetched whole by whoever asks for it.
import zh from "../../../i18n/zh-CN.json" with { type: "json" };

export type Language = "zh-CN" | "en";
type Catalogue = Record<string, string>;

const KEY = "patrol.language";
const listeners = new Set<() => void>();
let language: Language = "zh-CN";
const chinese: Catalogue = { ...zh };
let catalogue: Catalogue = chinese;

/** The text for a key; `{name}` takes its value from `params`. An unknown key shows itself, so that it is noticed. */
export function t(key: string, params?: Record<string, string | number>): string {
  const text = catalogue[key] ?? chinese[key] ?? key;
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

export function has(key: string): boolean {
  return key in chinese;
}

/** The words that came along with a file of screens. */
export function addWords(words: Catalogue): void {
  Object.assign(chinese, words);
}

export function currentLanguage(): Language {
  return language;
}

export async function setLanguage(next: Language): Promise<void> {
  if (next === "en") {
    const english = (await import("../../../i18n/en.json", { with: { type: "json" } })) as { default: Catalogue };
    catalogue = english.default;
  } else {
    catalogue = chinese;
  }
  language = next;
  remember(next);
  if (typeof document !== "undefined") document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language chosen before on this phone. Chinese unless somebody chose otherwise. */
export async function restoreLanguage(): Promise<void> {
  try {
    if (localStorage.getItem(KEY) === "en") await setLanguage("en");
  } catch {
    // Storage may be closed to us (private mode) and the English file out of reach: Chinese is always here.
  }
}

function remember(next: Language): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A phone without storage asks again next time.
  }
}
