// Who could take a case on, people and stations: known to the server only, so it is asked while the sheet is open.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../api.ts";
import type { Case, Id } from "../../types.ts";

export interface Person { id: Id; name: string; role: string }
export interface Station { id: Id; name: string }
export interface Village { code: string; name: string; town: string }
export interface Candidates { people: Person[]; stations: Station[]; villages: Village[] }

/** "asking" and "offline" are states in which there is nobody to choose from. */
export function useCandidates(theCase: Case): Candidates | "asking" | "offline" {
  const [found, setFound] = useState<Candidates | "asking" | "offline">("asking");
  useEffect(() => {
    const check = (value: unknown) => Array.isArray((value as Partial<Candidates>).people);
    void ask<Partial<Candidates>>(`/cases/${theCase.id}/candidates`, { check })
      .then((answer) => setFound(answer.ok ? { people: [], stations: [], villages: [], ...answer.value } : "offline"));
  }, [theCase.id]);
  return found;
}
