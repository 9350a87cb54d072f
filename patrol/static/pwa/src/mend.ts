// 改一改再发: what the server refused is opened again with all that stood in it, and goes as a new fact.
// The old one keeps its words whatever happens; it leaves the list when the new one has arrived.
import { phoneTime } from "./clock.ts";
import { changed, currentOwner, database, write } from "./db.ts";
import { empty, loadSheet, saveSheet } from "./draft.ts";
import { items } from "./items.ts";
import { file } from "./photo.ts";
import type { CaseRef, Draft, OutboxItem } from "./kept.ts";
import type { Attached } from "./outbox.ts";

type Said = Record<string, unknown>;
interface NamedFile { sha256: string; source?: "camera" | "gallery"; taken_at?: string; seconds?: number }

/** The draft's id: a new one, or the one that was begun for this item before. */
export async function mendReport(id: string): Promise<string | null> {
  const owner = await currentOwner();
  if (owner === null) return null;
  const tx = (await database()).transaction(["drafts", "items"], "readwrite");
  const item = await tx.objectStore("items").get([owner, id]);
  const begun = (await tx.objectStore("drafts").index("owner").getAll(owner)).find((one) => one.mends === id);
  const draft = begun ?? (item?.state === "refused" ? draftOf(item) : null);
  if (draft && !begun) await tx.objectStore("drafts").put(draft);
  await tx.done;
  if (draft) changed("drafts");
  return draft?.id ?? null;
}

/** A new uuid: nobody can know whether the server heard of the old one, and the words will be others. */
function draftOf(item: OutboxItem): Draft {
  const said = JSON.parse(item.body) as Said;
  const { captured_at, kind, note, works_going_on, conceal, photos, voice, fix, place } = { ...empty(item.owner), ...said } as Draft;
  const same = typeof said["joins"] === "string" && kind ? { same: { id: said["joins"], kind, yes: true } } : {};
  return {
    ...empty(item.owner), captured_at, kind, note: note ?? "", works_going_on, conceal, photos, voice, fix, place,
    area_name: item.area_name, mends: item.id, ...same,
  };
}

/** Where the act's sheet stands, filled in; null when this phone does not know the case. */
export async function mendAct(id: string): Promise<string | null> {
  const item = (await items()).find((one) => one.id === id);
  if (item?.state !== "refused" || !item.about) return null;
  const said = JSON.parse(item.body) as Said & { act: string };
  const about = await knownCase(item.about);
  const key = sheetKey(said.act, about);
  if (!key) return null;
  const [words, files] = await Promise.all([loadSheet<Said>(key), loadSheet<Attached[]>(`${key}/files`)]);
  // What somebody began on this sheet since is newer than what was refused.
  const newer = Object.fromEntries(Object.entries(words ?? {}).filter(([, value]) => value !== null && value !== ""));
  await saveSheet(key, { ...valueOf(said), ...newer });
  await saveSheet(`${key}/files`, files?.length ? files : await filesOf(item, said));
  await saveSheet(markOf(said.act, about), id);
  if ("task" in about) return `#/tasks?act=${about.task}`;
  return "case" in about ? `#/case/${encodeURIComponent(String(about.case))}?act=${said.act}` : `#/report/${about.report}?act=${said.act}`;
}

/** The case by its own name, where it has arrived since the act was made. */
async function knownCase(about: CaseRef): Promise<CaseRef> {
  if (!("report" in about)) return about;
  const report = (await items()).find((one) => one.id === about.report);
  return report?.receipt ? { case: report.receipt.case.id } : about;
}

/** Of a report whose case is unknown the phone offers two acts: 劝停 and 补拍. */
function sheetKey(act: string, about: CaseRef): string | null {
  if ("case" in about) return `${act}/${about.case}`;
  if ("task" in about) return `${act}/${about.task}`;
  return act === "stop" ? `stop/${about.report}` : act === "comment" ? `more/${about.report}` : null;
}

// What the sheets keep, where that is not what the act says.
const VALUES: Record<string, (said: Said) => Said> = {
  verify: ({ founded, ...said }) => ({ ...said, founded: founded ? "yes" : "no" }),
  conceal: ({ level, note }) => ({ level: level ?? "nobody", note }),
  supervise: ({ instruction, due_at }) => ({ instruction, ...untilOf(due_at) }),
  return: ({ step, reason, due_at }) => ({ step, reason, ...untilOf(due_at) }),
  move: ({ place, area, station, reason }) => ({ pin: place ?? null, area: area ?? null, station: station === undefined ? null : String(station), reason }),
};

function valueOf({ act, at: _at, photos: _photos, voice: _voice, fix: _fix, ...said }: Said & { act: string }): Said {
  const value = (VALUES[act] ?? ((same: Said) => same))(said);
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** As the sheet's own field says a time: in China's, without its offset. */
function untilOf(due_at: unknown): Said {
  if (typeof due_at !== "string") return {};
  return { when: "other", other: new Date(Date.parse(due_at) + 8 * 3600_000).toISOString().slice(0, 16) };
}

async function filesOf(item: OutboxItem, said: Said): Promise<Attached[]> {
  const named = new Map([...((said["photos"] ?? []) as NamedFile[]), ...(said["voice"] ? [said["voice"] as NamedFile] : [])].map((one) => [one.sha256, one]));
  const all: Attached[] = [];
  for (const { sha256, role, type } of item.files.filter((one) => one.state !== "given_up")) {
    const bytes = (await file(item.owner, sha256))?.bytes;
    const { source = "camera", taken_at = phoneTime(), seconds } = named.get(sha256) ?? {};
    if (bytes) all.push({ bytes, type, role, source, taken_at, ...(seconds === undefined ? {} : { seconds }) });
  }
  return all;
}

function markOf(act: string, about: CaseRef): string {
  return `mends/${act}/${"case" in about ? about.case : "task" in about ? about.task : about.report}`;
}

/** The refused act that the next one of this kind on this matter is made of. Asked once. */
export function takeMark(owner: string, act: string, about: CaseRef): Promise<string | null> {
  const key: [string, string] = [owner, markOf(act, about)];
  return write(["sheets"], async (tx) => {
    const found = (await tx.store.get(key))?.value as string | undefined;
    if (found) await tx.store.delete(key);
    return found ?? null;
  });
}

/** What the new one was made of is done with, and the acts that waited for that go by the new name. */
export async function settleMended(item: OutboxItem, owner: string): Promise<void> {
  if (!item.mends) return;
  const tx = (await database()).transaction("items", "readwrite");
  const all = await tx.store.index("owner").getAll(owner);
  const old = new Set<string>();
  for (let one = item.mends as string | null | undefined; one && !old.has(one);) {
    old.add(one);
    one = all.find(({ id }) => id === one)?.mends;
  }
  for (const one of all) {
    if (old.has(one.id)) await tx.store.put({ ...one, state: "mended", mended_by: item.id });
    const waits = one.state === "waiting" && one.about && "report" in one.about && old.has(one.about.report);
    if (waits) await tx.store.put({ ...one, about: { report: item.id } });
  }
  await tx.done;
  changed("items");
}
