// A photo by its hash: this phone's own bytes first, then what was fetched for lists, then the network.
// Bytes this browser cannot show (HEIC outside Safari) give way to the server's copy, and without one to words.
import { useEffect, useState } from "preact/hooks";
import { photoUrl } from "../api.ts";
import { Icon } from "./Icon.tsx";
import { t } from "../i18n.ts";
import { currentOwner, database, onChange } from "../db.ts";
import { kindPicture } from "./kinds.ts";
import { file } from "../photo.ts";

interface Props { sha256: string | undefined; kind?: string; alt: string; class?: string; size?: "thumb" | "view" }

export function Picture({ sha256, kind, alt, class: extra, size = "thumb" }: Props) {
  const url = useLocal(sha256, size);
  const [failed, setFailed] = useState<string[]>([]);
  const drawn = kindPicture(kind ?? "other");
  const tried = sha256 && url ? [url, photoUrl(sha256, size)] : [];
  const source = tried.find((one) => !failed.includes(one));
  if (!source && failed.length > 0 && !kind) return <span class="blank"><Icon name="picture" />{t("part.no_preview")}</span>;
  const shown = source ?? drawn;
  // Not even the drawn one, where the app's own files are not kept and the network is gone.
  if (failed.includes(shown)) return <span class={extra ? `blank ${extra}` : "blank"}><Icon name="picture" /></span>;
  // Each source has an element of its own: the late failure of one must not be taken for that of the next.
  return <img key={shown} class={extra} src={shown} alt={alt} width="400" height="300" decoding="async" onError={() => setFailed((before) => [...before, shown])} />;
}

/** Undefined while looking. */
function useLocal(sha256: string | undefined, size: "thumb" | "view"): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let alive = true;
    let made: string | null = null;
    const look = async () => {
      const found = sha256 ? await bytesOf(sha256, size) : null;
      // Two tables told of at once begin two looks: the first find stays, for it may be loading.
      if (!alive || made !== null) return;
      made = found ? URL.createObjectURL(found) : null;
      setUrl(made ?? (sha256 ? photoUrl(sha256, size) : undefined));
    };
    void look();
    const stop = onChange((tables) => { if (made === null && (tables.includes("files") || tables.includes("pictures"))) void look(); });
    return () => {
      alive = false;
      stop();
      if (made) URL.revokeObjectURL(made);
    };
  }, [sha256, size]);
  return url;
}

async function bytesOf(sha256: string, size: "thumb" | "view"): Promise<Blob | null> {
  const owner = await currentOwner();
  if (owner === null) return null;
  const own = await file(owner, sha256);
  if (own?.bytes && (size === "view" || !own.thumb)) return new Blob([own.bytes], { type: own.type });
  if (own?.thumb) return new Blob([own.thumb], { type: "image/jpeg" });
  const kept = size === "thumb" ? await (await database()).get("pictures", [owner, sha256]) : undefined;
  return kept ? new Blob([kept.bytes], { type: "image/jpeg" }) : null;
}
