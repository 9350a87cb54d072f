// The server's time as far as this phone knows it, told anew every half minute: words about deadlines count minutes.
import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../clock.ts";

export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tick = () => setNow(serverNow());
    const timer = setInterval(tick, 30_000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, []);
  return now;
}
