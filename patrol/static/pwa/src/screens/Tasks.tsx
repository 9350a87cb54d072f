// 任务: what the town asks a department to do. Until there are joint tasks this says so, and where news will stand.
import { t } from "../i18n.ts";
import { Empty } from "../parts/Empty.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { useSession } from "../store.ts";

export default function Tasks() {
  const session = useSession();
  if (!session) return null;
  return (
    <>
      <main class="page">
        <div class="top"><div><h1>{t("nav.tasks")}</h1><p class="small">{session.person.name}</p></div></div>
        <Empty text={t("tasks.empty")}><p class="small">{t("tasks.empty_why")}</p></Empty>
      </main>
      <Tabs current="tasks" />
    </>
  );
}
