// A voice note of up to a minute, recorded on the phone. Where the browser cannot, the row is simply not offered.
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];

export interface Recorded { bytes: ArrayBuffer; type: string; seconds: number }
export interface Recording { stop(): Promise<Recorded | null>; startedAt: number }

export function canRecord(): boolean {
  return typeof MediaRecorder === "function" && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Null when the person or the phone says no to the microphone. `ended` tells that the time was up. */
export async function record(longestSeconds: number, ended: () => void): Promise<Recording | null> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null;
  }
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: 24_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => { if (event.data.size > 0) parts.push(event.data); };
  const startedAt = Date.now();
  const stopped = new Promise<void>((done) => { recorder.onstop = () => done(); });
  recorder.start(1000);
  const limit = setTimeout(ended, longestSeconds * 1000);
  const stop = async (): Promise<Recorded | null> => {
    clearTimeout(limit);
    const seconds = Math.min(longestSeconds, Math.max(1, Math.round((Date.now() - startedAt) / 1000)));
    if (recorder.state !== "inactive") recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
    const blob = new Blob(parts);
    const type = (recorder.mimeType || mimeType || "audio/webm").split(";")[0] as string;
    return blob.size > 0 ? { bytes: await blob.arrayBuffer(), type, seconds } : null;
  };
  return { stop, startedAt };
}
