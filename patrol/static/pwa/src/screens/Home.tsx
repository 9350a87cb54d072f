// 上报: my reports with their state, and the button that is the camera.
import { begin, type Picked } from "../draft.ts";
import { t } from "../i18n.ts";
import { myReports, needsPerson, stateOf, type MyReport } from "../mine.ts";
import { unsent } from "../items.ts";
import { NetPhrase } from "../parts/NetPhrase.tsx";
import { PhotoInput } from "../parts/PhotoInput.tsx";
import { Picture } from "../parts/Picture.tsx";
import { StateText } from "../parts/StateText.tsx";
import { NetworkBanner } from "../parts/Banners.tsx";
import { CoverButton } from "../parts/CoverButton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Shut } from "../parts/Shut.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import { areaName, joined, kindName, moment } from "../words.ts";
import { go, href } from "../router.ts";
import { useCases, useDrafts, useOnline, useOutbox, useSession, useShut } from "../store.ts";
import { tellFull } from "../parts/full.ts";
import { inWeChat } from "../update.ts";
import type { Draft } from "../kept.ts";
import type { Session } from "../types.ts";
import { useState } from "preact/hooks";

const LATEST = 6;
const TOLD = "patrol.told-wechat";

export default function Home() {
  const session = useSession();
  const items = useOutbox();
  const cases = useCases();
  const drafts = useDrafts();
  const reach = useOnline();
  const shut = useShut();
  const [all, setAll] = useState(false);
  useKeptScroll(Boolean(session && items && cases));
  if (!session || !items || !cases) return null;
  const reports = myReports(items, cases);
  const needing = items.filter((item) => needsPerson(item, items)).length;
  const capture = async (photos: Picked[]) => {
    try {
      go(href("capture", (await begin(photos)).id));
    } catch {
      tellFull();
    }
  };
  return (
    <>
      {needing > 0 || reach !== "online" ? <section aria-label={t("outbox.title_none")}><NetworkBanner open /></section> : null}
      <main class="page">
        <div class="top"><Who session={session} /><NetPhrase /><CoverButton /></div>
        <WeChatHint waiting={items.some(unsent)} />
        {(drafts ?? []).length > 0 ? <Begun drafts={drafts as Draft[]} /> : null}
        <div class="head">
          <h2>{t("home.mine")}</h2>
          {reports.length > LATEST && !all ? <button class="small link plain-button" type="button" onClick={() => setAll(true)}>{t("home.all", { count: reports.length })}</button> : null}
        </div>
        {reports.length === 0 && !shut ? <Empty text={t("home.empty")} /> : null}
        {shut ? <Shut /> : null}
        <ul class="list">{(all ? reports : reports.slice(0, LATEST)).map((one) => <li key={one.id}><Row report={one} /></li>)}</ul>
      </main>
      <div class="bottom">
        <section class="dock" aria-label={t("nav.capture")}><div class="dock-in">
          <PhotoInput class="capture" source="camera" onPicked={capture}>
            <Icon name="camera" /><div><b>{t("home.capture")}</b><span>{t("home.capture_hint")}</span></div>
          </PhotoInput>
        </div></section>
        <Tabs current="home" />
      </div>
    </>
  );
}

/** Said once, and only where something could be lost: that view's storage may be cleared by the system. */
function WeChatHint({ waiting }: { waiting: boolean }) {
  const [told, setTold] = useState(wasTold);
  if (told || !waiting || !inWeChat()) return null;
  const close = () => {
    localStorage.setItem(TOLD, "1");
    setTold(true);
  };
  return (
    <section class="card">
      <p class="strong">{t("outbox.wechat")}</p><p class="small">{t("outbox.wechat_how")}</p>
      <div class="dock-in flush"><button class="btn" type="button" onClick={close}>{t("home.understood")}</button></div>
    </section>
  );
}

function wasTold(): boolean {
  return localStorage.getItem(TOLD) !== null;
}

function Who({ session }: { session: Session }) {
  const post = session.posts[0];
  return (
    <div>
      <h1>{post?.station?.name ?? areaName(post?.area ?? session.county)}</h1>
      <p class="small">{post ? t(`role.${post.role}`) : session.person.name}</p>
    </div>
  );
}

function Begun({ drafts }: { drafts: Draft[] }) {
  const now = useNow();
  const newest = [...drafts].sort((a, b) => b.updated_at - a.updated_at);
  return (
    <>
      <div class="head"><h2>{t("home.begun")}</h2></div>
      <ul class="list">{newest.map((draft) => (
        <li key={draft.id}><a class="row" href={href("capture", draft.id)}>
          <Picture class="thumb" sha256={draft.photos[0]?.sha256} kind={draft.kind ?? "other"} alt="" />
          <div>
            <h3>{draft.kind ? kindName(draft.kind) : t("home.no_kind")}</h3>
            <p class="small">{moment(draft.captured_at, now)}</p>
            <p class="state phone"><Icon name="pen" />{t("home.go_on")}</p>
          </div>
        </a></li>
      ))}</ul>
    </>
  );
}

function Row({ report }: { report: MyReport }) {
  const where = joined(report.area_name, moment(report.captured_at, useNow()));
  return (
    <a class="row" href={href("report", report.id)}>
      <Picture class="thumb" sha256={report.photos[0]} kind={report.kind} alt="" />
      <div><h3>{kindName(report.kind)}</h3><p class="small">{where}</p><StateText line={stateOf(report)} /></div>
    </a>
  );
}
