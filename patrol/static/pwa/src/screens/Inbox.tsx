// 消息: what this person was told. A tap opens the case and marks the notice as seen.
import { useEffect } from "preact/hooks";
import { t } from "../i18n.ts";
import { CoverButton } from "../parts/CoverButton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import { href } from "../router.ts";
import { markSeen, tellServer } from "../seen.ts";
import { useCases, useNotices, useOnline, useSession } from "../store.ts";
import type { Case, Notice } from "../types.ts";
import { joined, moment } from "../words.ts";

const ICON: Record<string, IconName> = {
  open: "camera", escalate: "climb", stop: "hand", report: "up", handle: "tick", sign_off: "pen", close: "tick", return: "return",
  reopen: "return", supervise: "alarm", pause: "pause", resume: "clock", assign: "people", move: "place", granted: "people", way_in: "people",
  conceal: "shield", unconceal: "shield", way_in_mine: "person", new_device: "phone", this_device: "phone", looks_week: "person",
  convene: "people", answer: "tick", cannot: "alarm", return_task: "return", withdraw: "return", task_late: "alarm", list_case: "alarm", unlist: "return",
  away: "people", away_lead: "person", back: "people", back_lead: "person", decide: "card", extend: "clock",
};
const OF_TASKS = ["convene", "return_task", "withdraw", "task_late"];

export default function Inbox() {
  const notices = useNotices();
  const cases = useCases();
  const session = useSession();
  const reach = useOnline();
  const now = useNow();
  useEffect(() => { if (reach === "online") void tellServer(); }, [reach]);
  if (!notices || !cases || !session) return null;
  return <Shown notices={notices} cases={cases} now={now} asked={session.posts.some((post) => post.department)} />;
}

function Shown({ notices, cases, now, asked }: { notices: Notice[]; cases: Case[]; now: number; asked: boolean }) {
  useKeptScroll();
  const newest = [...notices].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <>
      <main class="page">
        <div class="top"><div><h1>{t("nav.inbox")}</h1></div><CoverButton /></div>
        {newest.length === 0 ? <Empty text={t("inbox.empty")} /> : null}
        <ul class="list">{newest.map((one) => <li key={one.id}><Row notice={one} now={now} asked={asked} case={cases.find((each) => String(each.id) === String(one.case?.id))} /></li>)}</ul>
      </main>
      <Tabs current="inbox" />
    </>
  );
}

/** `asked`: this person answers for a department, which has tasks and no cases. */
function Row({ notice, now, asked, case: theCase }: { notice: Notice; now: number; asked: boolean; case: Case | undefined }) {
  const unread = notice.seen_at === null;
  const mine = theCase?.reports?.find((report) => report.mine);
  const to = mine ? href("report", mine.id) : notice.case ? href("case", notice.case.id) : notice.link ?? href("inbox");
  const there = asked && OF_TASKS.includes(notice.event) && (!theCase || theCase.brief) ? href("tasks") : to;
  const number = notice.case?.number;
  return (
    <a class={unread ? "row notice unread" : "row notice"} href={there} onClick={() => { if (unread) void markSeen(notice.id); }}>
      <span class={notice.event === "escalate" ? "node alarm-node" : "node"}><Icon name={ICON[notice.event] ?? "bell"} /></span>
      <div>
        <h2>{notice.text}{unread ? <span class="hidden-text">{t("nav.unread")}</span> : null}</h2>
        <p class="small">{joined(moment(notice.at, now), number)}</p>
      </div>
      {unread ? <span class="dot" aria-hidden="true" /> : null}
    </a>
  );
}
