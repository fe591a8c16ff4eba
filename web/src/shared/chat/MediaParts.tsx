import { FileText, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useMedia } from "./useMedia";

/** `content` of a media message. */
export type Media = {
  media_id?: string | null;
  url?: string | null;
  mime_type?: string | null;
  filename?: string | null;
  caption?: string | null;
  size?: number | null;
  voice?: boolean;
  missing?: string | null;
};

/** Shows a file in large, among the others of its conversation. */
export type Viewer = (mediaId: string) => void;

function useSeen<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (seen || !ref.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), {
      rootMargin: "400px",
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [seen]);
  return [ref, seen] as const;
}

function Away({ media }: { media: Media }) {
  const { t } = useTranslation();
  return <p className="text-sm italic text-fg-3">{media.missing || t(($) => $.media.away)}</p>;
}

export function Picture({ media, alt, view }: { media: Media; alt: string; view?: Viewer }) {
  const [ref, seen] = useSeen<HTMLDivElement>();
  const held = useMedia(media.media_id, "thumbnail", seen);
  const url = held.url ?? (media.media_id ? null : media.url);
  if (held.failed || (!media.media_id && !media.url)) return <Away media={media} />;
  const picture = url ? (
    <img src={url} alt={alt} className="max-h-72 min-h-16 max-w-full rounded-control object-contain" />
  ) : (
    <span className="block h-40 w-56 animate-pulse rounded-control bg-surface-3" />
  );
  return (
    <div ref={ref}>
      {view && media.media_id ? (
        <button type="button" onClick={() => view(media.media_id as string)} className="block rounded-control">
          {picture}
        </button>
      ) : (
        picture
      )}
    </div>
  );
}

const RATES = [1, 1.5, 2];

export function Voice({ media }: { media: Media }) {
  const { t } = useTranslation();
  const [rate, setRate] = useState(0);
  const [ref, seen] = useSeen<HTMLDivElement>();
  const held = useMedia(media.media_id, "original", seen);
  const audio = useRef<HTMLAudioElement>(null);
  const url = held.url ?? (media.media_id ? null : media.url);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = RATES[rate] ?? 1;
  }, [rate]);
  if (held.failed || (!media.media_id && !media.url)) return <Away media={media} />;
  return (
    <div ref={ref} className="flex items-center gap-2">
      {/* biome-ignore lint/a11y/useMediaCaption: a customer's voice note has no captions */}
      <audio ref={audio} controls preload="metadata" src={url ?? undefined} className="h-10 w-64 max-w-full" />
      <button
        type="button"
        aria-label={t(($) => $.media.speed)}
        onClick={() => setRate((rate + 1) % RATES.length)}
        className="tnum min-h-6 min-w-9 rounded-full bg-surface-3 px-1.5 text-xs font-medium text-fg-2"
      >
        {RATES[rate]}×
      </button>
    </div>
  );
}

/** Fetched when it is asked for: a video may be large. */
export function Video({ media, alt }: { media: Media; alt: string }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const held = useMedia(media.media_id, "original", wanted);
  const url = held.url ?? (media.media_id ? null : media.url);
  if (held.failed || (!media.media_id && !media.url)) return <Away media={media} />;
  // biome-ignore lint/a11y/useMediaCaption: a customer's video has no captions
  if (url) return <video controls autoPlay={wanted} src={url} className="max-h-80 max-w-full rounded-control" />;
  return (
    <button
      type="button"
      aria-label={t(($) => $.media.play, { name: alt })}
      onClick={() => setWanted(true)}
      className="grid h-40 w-64 max-w-full place-items-center rounded-control bg-surface-3 text-fg-2"
    >
      <Play className="size-8" aria-hidden />
    </button>
  );
}

export function FileCard({ media }: { media: Media }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [wanted, setWanted] = useState(false);
  const held = useMedia(media.media_id, "original", wanted);
  const link = useRef<HTMLAnchorElement>(null);
  const name = media.filename || t(($) => $.media.document);
  const about = [media.mime_type?.split("/")[1]?.toUpperCase(), media.size ? format.bytes(media.size) : ""];
  useEffect(() => {
    if (held.url && wanted) {
      link.current?.click();
      setWanted(false);
    }
  }, [held.url, wanted]);
  return (
    <>
      <button
        type="button"
        disabled={!media.media_id}
        onClick={() => setWanted(true)}
        className="flex min-w-48 max-w-full items-center gap-2 rounded-control bg-surface-2 px-3 py-2 text-left"
      >
        <FileText className="size-6 shrink-0 text-fg-3" aria-hidden />
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{name}</span>
          <span className="block text-2xs text-fg-2">{about.filter(Boolean).join(" · ")}</span>
        </span>
      </button>
      {held.failed && <Away media={media} />}
      {/* biome-ignore lint/a11y/useAnchorContent: pressed by the button above once the file is here */}
      <a ref={link} href={held.url ?? undefined} download={name} hidden aria-hidden tabIndex={-1} />
    </>
  );
}
