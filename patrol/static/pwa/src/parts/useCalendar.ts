// Holidays and make-up workdays, where the server has told them; otherwise Monday to Friday.
import type { Calendar } from "../deadlines.ts";
import { useSession } from "../store.ts";

export function useCalendar(): Calendar | undefined {
  const rules = useSession()?.rules as { calendar?: Calendar } | undefined;
  return rules?.calendar;
}
