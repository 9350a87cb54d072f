// A page starts at its top; a list that was left half way down is found there again.
import { useLayoutEffect } from "preact/hooks";

const kept = new Map<string, number>();

export function useTop(key: string): void {
  useLayoutEffect(() => scrollTo(0, 0), [key]);
}

export function useKeptScroll(key: string): void {
  useLayoutEffect(() => {
    scrollTo(0, kept.get(key) ?? 0);
    return () => { kept.set(key, scrollY); };
  }, [key]);
}
