// Joint tasks on the phone: a department's cards and its answer, and what a late one looks like to those who asked.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close, sessionRow } from "../../patrol/static/pwa/src/db.ts";
import { listed } from "../../patrol/static/pwa/src/lists.ts";
import { actsOnTask, items, pathOf } from "../../patrol/static/pwa/src/items.ts";
import { act } from "../../patrol/static/pwa/src/outbox.ts";
import { pull } from "../../patrol/static/pwa/src/pull.ts";
import { offers } from "../../patrol/static/pwa/src/screens/acts/offers.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import { story } from "../../patrol/static/pwa/src/story.ts";
import type { Case, Task } from "../../patrol/static/pwa/src/types.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const NOW = Date.parse("2026-11-24T02:00:00Z");
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
const CARD = { id: "task-1", department: "power", instruction: "停止向现场供电", state: "open", due_at: at(8), may: ["answer"] };
const page = (tasks?: object[]) => ({ cases: [], gone: [], cursor: "a", reset: false, more: false, ...(tasks ? { tasks } : {}) });

function task(part: Partial<Task> = {}): Task {
  return { ...CARD, asked_at: at(-5), answered_at: null, note: null, via: null, photos: [], ...part } as unknown as Task;
}

function sample(part: Partial<Case> = {}): Case {
  return { id: "1", number: "延陵-2026-0041", kind: "waste", state: "open", step: "handle", holder: "station", dues: [], may: ["convene", "list_case", "supervise"], timeline: [], reports: [], photos: [], ...part } as unknown as Case;
}

test("a department's tasks come with the changes, and one that is taken back goes", async () => {
  const answers = [page([CARD]), page([])];
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/changes")) return false;
    json(response, 200, answers.shift());
    return true;
  };
  await pull();
  assert.deepEqual((await sessionRow())?.tasks, [CARD]);
  await pull();
  assert.deepEqual((await sessionRow())?.tasks, []);
});

test("an answer waits on the phone like every act, and goes to its task", async () => {
  await act({ task: "task-1" }, { act: "answer", task: "task-1", outcome: "done" });
  const [item] = await items();
  assert.ok(item);
  assert.equal(pathOf(item), `/tasks/task-1/acts/${item.id}`);
  assert.deepEqual(actsOnTask([item], "task-1"), [item]);
  assert.deepEqual(actsOnTask([item], "task-2"), []);
  await send();
  assert.deepEqual([...server.acts.keys()], [item.id]);
  assert.equal((await items())[0]?.state, "done");
});

test("a late task and a listed case are numbers of those above, and the late one waits for them", () => {
  const late = sample({ id: "late", tasks: [task({ due_at: at(-1) })] });
  const answered = sample({ id: "answered", tasks: [task({ due_at: at(-1), state: "done" })] });
  const onList = sample({ id: "on_list", listing: { until: at(50) } });
  const all = [late, answered, onList];
  const ids = (name: "late_tasks" | "on_list" | "waiting", level: "town" | "station") => listed(all, name, { level, person: "1" }, NOW).map((one) => one.id);
  assert.deepEqual(ids("late_tasks", "town"), ["late"]);
  assert.deepEqual(ids("on_list", "town"), ["on_list"]);
  assert.deepEqual(ids("waiting", "town"), ["late"]);
  assert.deepEqual(ids("waiting", "station"), []);
});

test("who may convene and list is offered it, once", () => {
  assert.deepEqual(offers(sample(), "county").rest.filter((one) => one !== "supervise"), ["convene", "list_case"]);
  const listedCase = sample({ listing: { until: at(50) }, may: ["list_case", "unlist"] });
  assert.deepEqual(offers(listedCase, "county").rest, ["unlist"]);
});

test("the timeline says which department was asked, answered and was late", () => {
  const entry = { at: at(-1), received_at: at(-1), by: "系统", role: "system", status: "accepted" as const };
  const timeline = [
    { ...entry, n: 2, act: "convene", tasks: [{ department: "power" as const, instruction: "停电", due_at: at(8) }, { department: "water" as const, instruction: "停水", due_at: at(8) }] },
    { ...entry, n: 3, act: "task_late", department: "power", from_level: "town" as const, level: "county" as const, due_at: at(-1) },
    { ...entry, n: 4, act: "answer", outcome: "done", department: "power", via: "link", role: "department" },
  ];
  const told = story(sample({ timeline }), "staff", NOW).filter((node) => node.look !== "wait");
  assert.deepEqual(told.map((node) => [node.title, node.look]), [
    ["供电：已办好", "ok"], ["供电超期，已告诉县里", "climb"], ["请供电、供水联合处置", "ok"],
  ]);
  assert.ok(told[0]?.lines.includes("由链接回复，没有登录"));
});
