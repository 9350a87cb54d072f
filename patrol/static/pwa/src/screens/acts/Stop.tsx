// 制止: the same sheet for whoever went there, villager or inspector.
import type { ActProps } from "./send.ts";
import { StopSheet } from "./StopSheet.tsx";

export default function Stop({ case: theCase, onClose }: ActProps) {
  return <StopSheet about={{ case: theCase.id }} name={String(theCase.id)} onClose={onClose} />;
}
