// What happened, newest on top: a node per event, escalations red with the double chevron, what comes next dashed.
import { voiceUrl } from "../api.ts";
import { t } from "../i18n.ts";
import type { StoryNode } from "../story.ts";
import type { Voice } from "../types.ts";
import { Icon } from "./Icon.tsx";

export function Timeline({ nodes }: { nodes: StoryNode[] }) {
  return (
    <ol class="time card">
      {nodes.map((node) => (
        <li key={node.key} class={node.look}>
          <span class="node"><Icon name={node.icon} /></span>
          <h3>{node.title}</h3>
          <div class="said">
            {node.lines.length > 0 ? <p class="small">{node.lines.map((line, index) => [index > 0 ? <br /> : null, line])}</p> : null}
            {node.quotes.map((quote) => <p key={quote} class="quote">{quote}</p>)}
            {node.voice ? <Said voice={node.voice} /> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Said({ voice }: { voice: Voice }) {
  if (voice.expired) return <p class="small">{t("part.expired_voice")}</p>;
  if (voice.sha256 === null) return <p class="small">{t("part.voice_withheld")}</p>;
  return <audio controls preload="none" src={voiceUrl(voice.sha256)} aria-label={t("part.voice")} />;
}
