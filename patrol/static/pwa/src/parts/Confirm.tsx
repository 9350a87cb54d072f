// A question with two outcomes, each named on its button, the safe one first.
import { Sheet } from "./Sheet.tsx";

interface Props { title: string; text: string; safe: string; act: string; onSafe: () => void; onAct: () => void }

export function Confirm({ title, text, safe, act, onSafe, onAct }: Props) {
  const dock = (
    <>
      <button class="btn" type="button" onClick={onSafe}>{safe}</button>
      <button class="btn strongish" type="button" onClick={onAct}>{act}</button>
    </>
  );
  return <Sheet title={title} onClose={onSafe} dock={dock}><p>{text}</p></Sheet>;
}
