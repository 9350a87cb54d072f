// Holidays and make-up workdays, where the server has told them; otherwise Monday to Friday.
import { useSession } from "../store.ts";
import type { Calendar } from "../types.ts";

export function useCalendar(): Calendar | undefined {
  return useSession()?.rules.calendar;
}
