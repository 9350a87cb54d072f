// 制止: the same sheet for whoever went there, villager or inspector.
import { StopSheet } from "./StopSheet.tsx";
import { useSession } from "../../store.ts";
import type { ActProps } from "./send.ts";

export default function Stop({ case: theCase, onClose }: ActProps) {
  const session = useSession();
  return <StopSheet about={{ case: theCase.id }} name={String(theCase.id)} longest={session?.rules.voice_max_seconds ?? 60} onClose={onClose} />;
}
