// Notices of the system, where the browser and its service allow them. Asked for only when somebody turns it on.
import { ask } from "./api.ts";

export type Came = "on" | "off" | "denied" | "failed";

export function canShow(): boolean {
  return "PushManager" in globalThis && "Notification" in globalThis && "serviceWorker" in navigator;
}

export async function turnOn(key: string): Promise<Came> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  try {
    const { pushManager } = await navigator.serviceWorker.ready;
    // One made for another key of the server's would be refused by the service.
    await (await pushManager.getSubscription())?.unsubscribe();
    const made = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
    const answer = await ask("/push-subscription", { method: "PUT", json: { endpoint: made.endpoint, ...made.keys } });
    return answer.ok ? "on" : "failed";
  } catch {
    return "failed";
  }
}

export async function turnOff(): Promise<Came> {
  const answer = await ask("/push-subscription", { method: "DELETE" });
  if (!answer.ok) return "failed";
  const registration = await navigator.serviceWorker.getRegistration("/app/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe().catch(() => false);
  return "off";
}
