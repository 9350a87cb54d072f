// Two clocks: the phone's raw one goes into facts, and the server's, as far as known, decides what is shown as due.
const KEY = "patrol.offset";
let offset = remembered();

/** Called with the Date header of every answer. It is good to a second, which is enough for deadlines. */
export function learn(serverDate: string | null, sentAt: number, receivedAt: number): void {
  const server = serverDate ? Date.parse(serverDate) : Number.NaN;
  if (Number.isNaN(server)) return;
  const measured = server + 500 - (sentAt + receivedAt) / 2;
  // Below the header's own grain a new measure is noise, and a deadline that jitters looks broken.
  if (Math.abs(measured - offset) < 1500) return;
  offset = Math.round(measured);
  try {
    localStorage.setItem(KEY, String(offset));
  } catch {
    // Without storage the next answer tells again.
  }
}

/** How far the server's clock is ahead of the phone's, as last heard. */
export function clockOffset(): number {
  return offset;
}

export function serverNow(): number {
  return Date.now() + offset;
}

/** The phone's own time as facts carry it: never corrected here, the server measures and corrects. */
export function phoneTime(moment: number = Date.now()): string {
  const date = new Date(moment);
  const minutes = -date.getTimezoneOffset();
  const local = new Date(moment + minutes * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

function remembered(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}
