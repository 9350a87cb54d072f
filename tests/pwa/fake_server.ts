// A server small enough to misbehave on purpose.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";

export interface Seen { method: string; path: string; body: Buffer; headers: IncomingMessage["headers"] }
type Trick = (seen: Seen, response: ServerResponse) => boolean;

export class FakeServer {
  person = "7";
  /** What a session tells of sealing; nothing, as of a server of before. */
  sealing: object | null = null;
  signedIn = true;
  epoch = 1;
  backup: "none" | "set_up" = "none";
  safe = false;
  /** By how much its clock is ahead of this machine's. */
  ahead_ms = 0;
  acts = new Map<string, string>();
  seen: Seen[] = [];
  reports = new Map<string, string>();
  photos = new Map<string, Buffer>();
  /** Large originals in pieces, by their place in the list. */
  uploads: { sha256: string; length: number; bytes: Buffer }[] = [];
  changes: object = { cases: [], gone: [], cursor: "c1", reset: false, more: false };
  /** Answers first when it returns true. */
  trick: Trick = () => false;
  private server: Server = createServer((request, response) => void this.take(request, response));

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  paths(method: string): string[] {
    return this.seen.filter((one) => one.method === method).map((one) => one.path);
  }

  session(): object {
    return {
      person: { id: this.person, name: "柳茹村信息员" }, demo: true, county: { code: "321181", name: "丹阳市", epoch: this.epoch, backup: this.backup }, kinds: [],
      posts: [{ role: "informant", level: "village", area: { code: "321181101208", name: "柳茹村" }, station: null }],
      rules: { photo_max_bytes: 62914560, voice_max_seconds: 60 }, server_time: new Date().toISOString(), version: "1",
      ...(this.sealing ? { sealing: this.sealing } : {}),
    };
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const path = (request.url ?? "").replace(/^\/api/, "");
    const seen = { method: request.method ?? "", path, body: Buffer.concat(parts), headers: request.headers };
    this.seen.push(seen);
    response.setHeader("Date", new Date(Date.now() + this.ahead_ms).toUTCString());
    if (this.trick(seen, response)) return;
    this.answer(seen, response);
  }

  private answer({ method, path, body, headers }: Seen, response: ServerResponse): void {
    if (path === "/health") return json(response, 200, { ok: true, name: "patrol", version: "1" });
    if (path === "/session" && method === "POST") this.signedIn = true;
    if (!this.signedIn) return json(response, 401, { error: { code: "signed_out", message: "" } });
    if (path === "/session" && method === "DELETE") return json(response, 204, null);
    if (path === "/session") return json(response, 200, this.session());
    if (path.startsWith("/changes")) return json(response, 200, this.changes);
    if (path.startsWith("/inbox")) return json(response, 200, { notices: [], cursor: null });
    if (path.startsWith("/outlines")) return json(response, 200, { synthetic: true, areas: [] });
    if (path.startsWith("/uploads")) return this.upload(path, method, body, headers, response);
    const act = /\/acts\/([^/]+)$/.exec(path);
    if (act) return this.act(act[1] as string, method, body, response);
    const report = /^\/reports\/([^/]+)$/.exec(path);
    if (report) return this.report(report[1] as string, method, body, response);
    const facts = /^\/photos\/([0-9a-f]+)\/facts$/.exec(path);
    if (facts) return this.photos.has(facts[1] as string) ? json(response, 200, { findings: [] }) : json(response, 404, { error: { code: "photo_missing", message: "" } });
    const photo = /^\/(?:photos|voices)\/([0-9a-f]+)(\/thumbnail)?$/.exec(path);
    if (photo) return this.photo(photo[1] as string, Boolean(photo[2]), body, response);
    json(response, 404, { error: { code: "missing", message: "" } });
  }

  private report(id: string, method: string, body: Buffer, response: ServerResponse): void {
    const known = this.reports.get(id);
    if (method === "GET" && known === undefined) return json(response, 404, { error: { code: "report_missing", message: "" } });
    if (method === "PUT") this.reports.set(id, body.toString());
    json(response, known === undefined ? 201 : 200, {
      report: id, case: { id: 1, number: "延陵-2026-0001" }, received_at: new Date().toISOString(), head: "h", safe: this.safe,
      photos: this.states(this.reports.get(id) as string),
    });
  }

  private states(body: string): Record<string, string> {
    const { photos = [] } = JSON.parse(body) as { photos?: { sha256: string }[] };
    return Object.fromEntries(photos.map(({ sha256 }) => [sha256, this.photos.has(sha256) ? "held" : "wanted"]));
  }

  private act(act: string, method: string, body: Buffer, response: ServerResponse): void {
    if (method === "PUT") this.acts.set(act, body.toString());
    const known = this.acts.get(act);
    if (known === undefined) return json(response, 404, { error: { code: "act_missing", message: "" } });
    const receipt = { act, outcome: "accepted", received_at: "", head: "h", safe: this.safe, photos: this.states(known) };
    json(response, 200, method === "GET" ? receipt : { ...receipt, why: null, message: null, by: null, case: null });
  }

  private upload(path: string, method: string, body: Buffer, headers: Seen["headers"], response: ServerResponse): void {
    const tell = (status: number, more: Record<string, string>) => response.writeHead(status, { "Tus-Resumable": "1.0.0", ...more }).end();
    if (method === "POST") {
      const sha256 = Buffer.from(String(headers["upload-metadata"]).split(" ")[1] as string, "base64").toString();
      const place = this.uploads.push({ sha256, length: Number(headers["upload-length"]), bytes: Buffer.alloc(0) }) - 1;
      if (body.length && !this.lengthen(this.uploads[place]!, body, response)) return;
      return void tell(201, { "Upload-Offset": String(body.length), Location: `/api/uploads/${place}` });
    }
    const upload = this.uploads[Number(path.split("/")[2])];
    if (!upload) return method === "HEAD" ? void tell(404, {}) : json(response, 404, { error: { code: "upload_missing", message: "" } });
    if (method === "PATCH") {
      if (Number(headers["upload-offset"]) !== upload.bytes.length) return json(response, 409, { error: { code: "offset_differs", message: "" } });
      if (!this.lengthen(upload, body, response)) return;
    }
    tell(method === "HEAD" ? 200 : 204, { "Upload-Offset": String(upload.bytes.length) });
  }

  private lengthen(upload: { sha256: string; length: number; bytes: Buffer }, body: Buffer, response: ServerResponse): boolean {
    upload.bytes = Buffer.concat([upload.bytes, body]);
    if (upload.bytes.length < upload.length) return true;
    const found = createHash("sha256").update(upload.bytes).digest("hex");
    if (found === upload.sha256) {
      this.photos.set(found, upload.bytes);
      return true;
    }
    upload.bytes = Buffer.alloc(0);
    json(response, 460, { error: { code: "hash_differs", message: "" } });
    return false;
  }

  private photo(sha256: string, small: boolean, body: Buffer, response: ServerResponse): void {
    if (small) return json(response, 200, { sha256, state: "thumbnail" });
    if (createHash("sha256").update(body).digest("hex") !== sha256) {
      return json(response, 409, { error: { code: "hash_differs", message: "" } });
    }
    this.photos.set(sha256, body);
    json(response, 200, { sha256, state: "held" });
  }
}

export function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(value));
}
