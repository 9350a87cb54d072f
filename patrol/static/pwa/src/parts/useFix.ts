// Where this phone is, when its owner has allowed that before: no screen of a case asks for it by itself.
import { useEffect, useState } from "preact/hooks";
import { watch } from "../geo.ts";
import type { Fix } from "../types.ts";

export function useFix(): Fix | null {
  const [fix, setFix] = useState<Fix | null>(null);
  useEffect(() => {
    let stop = () => {};
    let alive = true;
    void allowed().then((yes) => {
      if (yes && alive) stop = watch((_state, next) => { if (next) setFix(next); });
    });
    return () => {
      alive = false;
      stop();
    };
  }, []);
  return fix;
}

async function allowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}
