// A list that the server alone has, page by page as it is asked for.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../api.ts";
import { useOnline } from "../../store.ts";

type Page<T, K extends string> = { [key in K]: T[] } & { cursor?: string | null };

/** `rows` are undefined while the first page comes, null when it cannot. */
export function usePages<T, K extends string>(path: string, key: K): { rows: T[] | null | undefined; more: boolean; next: () => void } {
  const [pages, setPages] = useState<Page<T, K>[]>();
  const [failed, setFailed] = useState(false);
  const reach = useOnline();
  const load = async (cursor: string | null) => {
    const answer = await ask<Page<T, K>>(path + (cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""), { check: (value) => key in (value as object) });
    setFailed(!answer.ok);
    if (answer.ok) setPages((before) => (cursor ? [...(before ?? []), answer.value] : [answer.value]));
  };
  useEffect(() => { if (!pages) void load(null); }, [path, reach]);
  const last = pages?.[pages.length - 1]?.cursor ?? null;
  const rows = pages ? pages.flatMap((page) => page[key]) : failed ? null : undefined;
  return { rows, more: last !== null, next: () => void load(last) };
}
