// Hold to talk, or tap once to begin and once more to end: both make the same note.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { Icon } from "./Icon.tsx";
import { canRecord, record, type Recorded, type Recording } from "../voice.ts";

const TAP_MS = 500;

interface Props { seconds: number | null; longest: number; onRecorded: (voice: Recorded) => void; onRemove: () => void; play: () => Promise<string | null> }

export function VoiceRow({ seconds, longest, onRecorded, onRemove, play }: Props) {
  const [live, setLive] = useState<Recording | null>(null);
  const [refused, setRefused] = useState(false);
  const [url, setUrl] = useState<string | null>(null);
  const pressed = useRef(0);
  const running = useRef<Recording | null>(null);
  const wanted = useRef(false);
  useEffect(() => () => { void running.current?.stop(); }, []);

  const finish = async () => {
    wanted.current = false;
    const recording = running.current;
    running.current = null;
    setLive(null);
    const voice = await recording?.stop();
    if (voice) onRecorded(voice);
  };
  const begin = async () => {
    wanted.current = true;
    const recording = await record(longest, () => void finish());
    setRefused(recording === null);
    running.current = recording;
    setLive(recording);
    if (!wanted.current) await finish();
  };
  const down = () => {
    pressed.current = Date.now();
    if (running.current) void finish();
    else void begin();
  };
  // A short press was a tap: it goes on until the next one.
  const up = () => { if (wanted.current && Date.now() - pressed.current > TAP_MS) void finish(); };
  const byKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    void (running.current ? finish() : begin());
  };

  if (!canRecord()) return null;
  if (seconds !== null) {
    return (
      <div>
        <Icon name="voice" /><span class="grow">{t("capture.voice_done", { seconds })}</span>
        {url ? <audio src={url} controls autoplay /> : <button class="btn plain" type="button" onClick={() => void play().then(setUrl)}>{t("capture.voice_play")}</button>}
        <button class="btn plain" type="button" onClick={() => { setUrl(null); onRemove(); }}>{t("capture.voice_remove")}</button>
      </div>
    );
  }
  return (
    <button class={live ? "line recording" : "line"} type="button" onPointerDown={down} onPointerUp={up} onPointerCancel={up} onKeyDown={byKey} onContextMenu={(event) => event.preventDefault()}>
      <Icon name="voice" />
      <span class="grow">{live ? t("capture.voice_running") : t("capture.voice")}{refused ? <><br /><span class="small">{t("capture.voice_refused")}</span></> : null}</span>
      <span class="value">{live ? <Seconds from={live.startedAt} longest={longest} /> : t("capture.voice_value")}</span>
    </button>
  );
}

function Seconds({ from, longest }: { from: number; longest: number }) {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, []);
  return <>{t("capture.voice_seconds", { seconds: Math.floor((Date.now() - from) / 1000), longest })}</>;
}
