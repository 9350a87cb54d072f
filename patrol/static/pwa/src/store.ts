// What screens read: always the phone's own tables, never the network. A list opens at once, whatever the signal is.
import { useEffect, useState } from "preact/hooks";
import { database, onChange, sessionRow, type CaseRow, type NoticeRow, type Table } from "./db.ts";
import { currentLanguage, onLanguage, type Language } from "./i18n.ts";
import { onLink, originalsWait } from "./link.ts";
import { fetchedSoFar, fetchingSince, onFetching, reachable, onReachable, type Reach } from "./net.ts";
import { isShut } from "./past.ts";
import { onRoom, room, type Room } from "./room.ts";
import { currentUpload, onUpload, type Upload } from "./upload.ts";
import type { Draft, OutboxItem } from "./kept.ts";
import type { Case, Notice, Outlines, Session, TaskCard } from "./types.ts";

/** Reads again whenever one of `tables` changes, in this tab or another. Undefined while reading for the first time. */
export function useTable<T>(read: () => Promise<T>, tables: Table[], deps: unknown[] = []): T | undefined {
  const [value, setValue] = useState<T>();
  useEffect(() => {
    let alive = true;
    let asked = 0;
    const again = () => {
      const turn = ++asked;
      void read().then((next) => { if (alive && turn === asked) setValue(() => next); });
    };
    again();
    const stop = onChange((which) => { if (which.some((table) => tables.includes(table))) again(); });
    return () => { alive = false; stop(); };
  }, deps);
  return value;
}

/** Undefined while reading; null when nobody has signed in on this phone. */
export function useSession(): Session | null | undefined {
  return useTable(async () => (await sessionRow())?.session ?? null, ["meta", "sessions"]);
}

/** False after the server said 401: everything stays, the person is asked to sign in. */
export function useSignedIn(): boolean {
  return useTable(async () => (await sessionRow())?.signed_in ?? false, ["meta", "sessions"]) ?? true;
}

export function useCases(): Case[] | undefined {
  return useTable(readCases, ["meta", "cases"]);
}

export async function readCases(): Promise<Case[]> {
  return (await rowsOf("cases")).map((row) => row.case);
}

/** Undefined while reading; null when this phone does not hold the case. */
export function useCase(id: string): Case | null | undefined {
  return useTable(async () => (await rowsOf("cases")).find((row) => row.id === id)?.case ?? null, ["meta", "cases"], [id]);
}

export function useOutbox(): OutboxItem[] | undefined {
  return useTable(() => rowsOf("items"), ["meta", "items"]);
}

export function useDrafts(): Draft[] | undefined {
  return useTable(() => rowsOf("drafts"), ["meta", "drafts"]);
}

export function useTasks(): TaskCard[] | undefined {
  return useTable(async () => (await sessionRow())?.tasks ?? [], ["meta", "sessions"]);
}

export function useNotices(): Notice[] | undefined {
  return useTable(async () => (await rowsOf("notices")).map((row) => row.notice), ["meta", "notices"]);
}

/** Undefined while reading; true where this person wants nothing of the past on this phone. */
export function useShut(): boolean | undefined {
  return useTable(isShut, ["meta"]);
}

export function useOutlines(): Outlines | null | undefined {
  return useTable(async () => ((await (await database()).get("meta", "outlines"))?.value as Outlines) ?? null, ["meta"]);
}

/** What is told outside the tables. Read once more when listening begins: the first paint may be older than that. */
export function useHeard<T>(listen: (listener: () => void) => () => void, read: () => T): T {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const again = () => setValue(() => read());
    again();
    return listen(again);
  }, []);
  return value;
}

/** "online", "offline" (no network, captive portal) or "unwell" (the server answers, but not as it should). */
export function useOnline(): Reach {
  return useHeard(onReachable, reachable);
}

/** The photo that is being sent now, and how much of it has gone. */
export function useUpload(): Upload | null {
  return useHeard(onUpload, currentUpload);
}

/** How much more the browser lets the app keep. */
export function useRoom(): Room | null {
  return useHeard(onRoom, room);
}

/** Whether originals wait for Wi-Fi on the network that the phone is on now. */
export function useOriginalsWait(): boolean {
  return useHeard(onLink, originalsWait);
}

/** When the fetching under way began. */
export function useFetching(): number | null {
  return useHeard(onFetching, fetchingSince);
}

/** How many cases are here while more pages of them come. */
export function useFetched(): number | null {
  return useHeard(onFetching, fetchedSoFar);
}

export function useLanguage(): Language {
  return useHeard(onLanguage, currentLanguage);
}

interface Rows { cases: CaseRow; notices: NoticeRow; drafts: Draft; items: OutboxItem }

async function rowsOf<T extends keyof Rows>(table: T): Promise<Rows[T][]> {
  const owner = (await sessionRow())?.owner;
  if (owner === undefined) return [];
  return (await (await database()).getAllFromIndex(table as "cases", "owner", owner)) as unknown as Rows[T][];
}
