import { ExternalLink, List, MapPin, Phone, Reply, User } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FileCard, type Media, Picture, Video, type Viewer, Voice } from "./MediaParts";
import { WhatsAppText } from "./WhatsAppText";

/** What a message carries, as `content` of the API. */
export type Content = Record<string, unknown>;
type Option = { id?: string; title?: string; description?: string | null };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const many = <T,>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

function Caption({ value }: { value: unknown }) {
  return text(value) ? (
    <div className="mt-1">
      <WhatsAppText text={text(value)} />
    </div>
  ) : null;
}

/** Buttons under a message of ours; `press` makes them work, in the simulator. */
function Options({ options, press }: { options: Option[]; press?: (option: Option) => void }) {
  return (
    <div className="mt-1.5 flex flex-col gap-1">
      {options.map((option) =>
        press ? (
          <button
            key={option.id ?? option.title}
            type="button"
            onClick={() => press(option)}
            className="min-h-8 rounded-control bg-surface px-3 py-1.5 text-center text-sm font-medium text-info shadow-e1 hover:bg-surface-2"
          >
            {option.title}
          </button>
        ) : (
          <span
            key={option.id ?? option.title}
            className="rounded-control bg-surface px-3 py-1.5 text-center text-sm font-medium text-info"
          >
            {option.title}
          </span>
        ),
      )}
    </div>
  );
}

function Interactive({
  content,
  press,
  openList,
}: {
  content: Content;
  press?: (option: Option) => void;
  openList?: () => void;
}) {
  const { t } = useTranslation();
  const kind = text(content.kind);
  const replied = ["button_reply", "list_reply", "flow_reply"].includes(kind);
  if (replied)
    return (
      <span>
        <Reply className="mr-1 inline size-3.5 text-fg-3" aria-hidden />
        {text(content.title) || t(($) => $.media.form)}
        {text(content.description) && <span className="block text-xs text-fg-3">{text(content.description)}</span>}
      </span>
    );
  const options = many<Option>(content.buttons);
  return (
    <div>
      {text(content.header) && <b className="block">{text(content.header)}</b>}
      <WhatsAppText text={text(content.body)} />
      {text(content.footer) && <span className="block text-xs text-fg-3">{text(content.footer)}</span>}
      {options.length > 0 && <Options options={options} press={press} />}
      {kind === "list" && (
        <button
          type="button"
          disabled={!openList}
          onClick={openList}
          className="mt-1.5 flex min-h-8 w-full items-center justify-center gap-1.5 rounded-control bg-surface px-3 text-sm font-medium text-info disabled:cursor-default"
        >
          <List className="size-4" aria-hidden />
          {text(content.button) || t(($) => $.media.list)}
        </button>
      )}
      {kind === "cta_url" && (
        <a
          href={text(content.url)}
          target="_blank"
          rel="noopener noreferrer"
          className="mt-1.5 flex min-h-8 items-center justify-center gap-1.5 rounded-control bg-surface px-3 text-sm font-medium text-info"
        >
          <ExternalLink className="size-4" aria-hidden />
          {text(content.display_text)}
        </a>
      )}
    </div>
  );
}

function Place({ content }: { content: Content }) {
  const { t } = useTranslation();
  const [lat, lon] = [Number(content.latitude), Number(content.longitude)];
  return (
    <a
      href={`https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=17/${lat}/${lon}`}
      target="_blank"
      rel="noopener noreferrer"
      className="flex min-w-48 items-center gap-2 rounded-control bg-surface-2 px-3 py-2"
    >
      <MapPin className="size-5 shrink-0 text-danger" aria-hidden />
      <span>
        <span className="block text-sm font-medium">{text(content.name) || t(($) => $.media.location)}</span>
        <span className="tnum block text-xs text-fg-3">
          {text(content.address) || `${lat.toFixed(5)}, ${lon.toFixed(5)}`}
        </span>
      </span>
    </a>
  );
}

type Person = { name?: { formatted_name?: string } | string; phones?: { phone?: string }[] };

function People({ content }: { content: Content }) {
  return (
    <div className="flex flex-col gap-1">
      {many<Person>(content.contacts).map((person) => {
        const name = typeof person.name === "string" ? person.name : (person.name?.formatted_name ?? "");
        const phone = person.phones?.[0]?.phone ?? "";
        return (
          <span key={name + phone} className="flex min-w-48 items-center gap-2 rounded-control bg-surface-2 px-3 py-2">
            <User className="size-5 text-fg-3" aria-hidden />
            <span>
              <span className="block text-sm font-medium">{name}</span>
              {phone && (
                <span className="tnum flex items-center gap-1 text-xs text-fg-3">
                  <Phone className="size-3" aria-hidden />
                  {phone}
                </span>
              )}
            </span>
          </span>
        );
      })}
    </div>
  );
}

type Rendered = { header?: string | null; body?: string; footer?: string | null; buttons?: Option[] };

/** One renderer per type of content, the same in the inbox, the simulator and every preview. */
export function MessageContent({
  type,
  content,
  plain,
  press,
  openList,
  view,
}: {
  type: string;
  content: Content;
  /** What the API reads in one line: for types without a picture of their own. */
  plain: string;
  press?: (option: Option) => void;
  openList?: () => void;
  view?: Viewer;
}): ReactNode {
  const media = content as Media;
  switch (type) {
    case "text":
      return <WhatsAppText text={text(content.body) || plain} />;
    case "image":
    case "sticker":
      return (
        <>
          <Picture media={media} alt={text(content.caption) || plain} view={view} />
          <Caption value={content.caption} />
        </>
      );
    case "video":
      return (
        <>
          <Video media={media} alt={plain} />
          <Caption value={content.caption} />
        </>
      );
    case "audio":
      return <Voice media={media} />;
    case "document":
      return (
        <>
          <FileCard media={media} />
          <Caption value={content.caption} />
        </>
      );
    case "location":
      return <Place content={content} />;
    case "contacts":
      return <People content={content} />;
    case "interactive":
      return <Interactive content={content} press={press} openList={openList} />;
    case "button":
      return <span>{text(content.text) || plain}</span>;
    case "reaction":
      return <span className="text-xl">{text(content.emoji)}</span>;
    case "template": {
      const shown: Rendered =
        typeof content.rendered === "string" ? { body: content.rendered } : ((content.rendered ?? {}) as Rendered);
      return (
        <div>
          {shown.header && <b className="block">{shown.header}</b>}
          <WhatsAppText text={shown.body || plain} />
          {shown.footer && <span className="block text-xs text-fg-3">{shown.footer}</span>}
          {many<Option>(shown.buttons).length > 0 && <Options options={many<Option>(shown.buttons)} press={press} />}
        </div>
      );
    }
    default:
      return <span className="italic text-fg-2">{plain}</span>;
  }
}
