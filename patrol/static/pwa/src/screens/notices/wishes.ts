// What the server says of a person's notices, and what is sent back when something of it changes.
export type Channel = "wecom" | "dingtalk" | "sms" | "email";
export interface Way { name: Channel; address: string | null; on: boolean; mine: boolean }
export interface Wishes {
  channels: Way[];
  quiet: { from: number; to: number } | null;
  digest_hour: number | null;
  push: { key: string; here: boolean } | null;
}
export interface Props { wishes: Wishes; keep: (next: Wishes) => Promise<void> }

export function sent({ channels, quiet, digest_hour }: Wishes): unknown {
  const mine = channels.filter((one) => one.mine);
  return {
    addresses: Object.fromEntries(mine.map((one) => [one.name, one.address])),
    off: channels.filter((one) => !one.on).map((one) => one.name),
    quiet, digest_hour,
  };
}

export function hour(at: number): string {
  return `${String(at).padStart(2, "0")}:00`;
}

export const HOURS = [...Array(24).keys()];
