// One short line at the bottom, with at most one thing to do about it.
export interface Toast { text: string; label?: string; action?: () => void; until: number }

const listeners = new Set<() => void>();
let current: Toast | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

export function showToast(text: string, options: { label?: string; action?: () => void; ms?: number } = {}): void {
  const ms = options.ms ?? 5000;
  current = { text, until: Date.now() + ms, ...(options.label ? { label: options.label } : {}), ...(options.action ? { action: options.action } : {}) };
  clearTimeout(timer);
  timer = setTimeout(hideToast, ms);
  tell();
}

export function hideToast(): void {
  current = null;
  tell();
}

export function currentToast(): Toast | null {
  return current;
}

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
