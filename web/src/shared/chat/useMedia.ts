import { useEffect, useState } from "react";
import { raw } from "@/shared/api";

/** Files are read with the person's own token and kept for the page: no link of theirs works for anybody else. */
const kept = new Map<string, Promise<string>>();
const MOST = 120;

function fetched(mediaId: string, variant: "original" | "thumbnail"): Promise<string> {
  const key = `${mediaId}:${variant}`;
  const known = kept.get(key);
  if (known) return known;
  const url = raw(`/api/v1/whatsapp/media/${mediaId}?variant=${variant}`)
    .then((response) => response.blob())
    .then((blob) => URL.createObjectURL(blob));
  kept.set(key, url);
  url.catch(() => kept.delete(key));
  if (kept.size > MOST) {
    const [oldest, gone] = kept.entries().next().value as [string, Promise<string>];
    kept.delete(oldest);
    void gone.then(URL.revokeObjectURL, () => undefined);
  }
  return url;
}

export type Held = { url: string | null; failed: boolean };

/** The file as an address of this page; null while it is on its way or not wanted yet. */
export function useMedia(mediaId: string | null | undefined, variant: "original" | "thumbnail", wanted = true): Held {
  const [held, setHeld] = useState<Held>({ url: null, failed: false });
  useEffect(() => {
    if (!mediaId || !wanted) return;
    let gone = false;
    fetched(mediaId, variant).then(
      (url) => !gone && setHeld({ url, failed: false }),
      () => !gone && setHeld({ url: null, failed: true }),
    );
    return () => {
      gone = true;
    };
  }, [mediaId, variant, wanted]);
  return held;
}
