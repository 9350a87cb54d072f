// Whether the browser has promised to keep what is on this phone. Undefined until it has said so.
import { useEffect, useState } from "preact/hooks";

export function usePromised(): boolean | undefined {
  const [kept, setKept] = useState<boolean>();
  useEffect(() => { void promised().then(setKept); }, []);
  return kept;
}

/** Older browsers promise nothing. */
async function promised(): Promise<boolean> {
  try {
    return (await navigator.storage?.persisted?.()) ?? false;
  } catch {
    return false;
  }
}
