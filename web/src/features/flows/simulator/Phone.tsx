import { FileText, Image as ImageIcon, MapPin, Mic, Paperclip, SendHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { Bubble, EventPill, MessageContent } from "@/shared/chat";
import { useFormat } from "@/shared/i18n/format";
import { IconButton, initials, Menu } from "@/shared/ui";
import { drawnLine, openAt, sectionsOf } from "./lines";
import type { Playing } from "./useSimulation";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const MEDIA = "00000000-0000-0000-0000-000000000000";

/** The customer's phone: what the flow says, and everything the customer can do about it. */
export function Phone({ playing }: { playing: Playing }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const company = useSession((s) => s.me?.tenant.name ?? "");
  const { simulation, busy } = playing;
  const [typed, setTyped] = useState("");
  const [sheet, setSheet] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const count = simulation?.lines.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what scrolls
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [count, simulation?.status]);
  const say = (text: string) => {
    if (!text.trim() || busy) return;
    setTyped("");
    if (simulation?.status === "running") playing.move({ do: "say", text });
    else playing.begin(text);
  };
  const press = (option: { id?: string; title?: string }) => {
    setSheet(null);
    playing.move({ do: "press", id: option.id ?? "", title: option.title ?? "" });
  };
  const send = (type: string, text: string, data: Record<string, unknown>) =>
    playing.move({ do: "say", type, text, data });
  const open = simulation ? openAt(simulation) : -1;
  const running = simulation?.status === "running";
  return (
    <div className="relative mx-auto flex min-h-0 w-full max-w-[360px] flex-1 flex-col overflow-hidden rounded-phone border-[6px] border-fg bg-chat-bg shadow-e2">
      <div className="flex shrink-0 items-center gap-2 bg-phone-bar px-3 py-2 text-on-phone-bar">
        <span
          aria-hidden
          className="grid size-8 place-items-center rounded-full bg-on-phone-bar text-xs font-bold text-phone-bar"
        >
          {initials(company)}
        </span>
        <div className="min-w-0">
          <b className="block truncate text-sm font-semibold">{company}</b>
          <span className="block text-2xs">{t(($) => $.sim.business)}</span>
        </div>
      </div>
      <div
        ref={scroller}
        role="log"
        tabIndex={0}
        aria-label={t(($) => $.sim.chat)}
        className="flex min-h-0 flex-1 flex-col gap-1.5 overflow-auto p-3 focus-visible:-outline-offset-2"
      >
        {!simulation && <EventPill>{t(($) => $.sim.empty)}</EventPill>}
        {simulation?.lines.map((line, at) => {
          const shown = drawnLine(line);
          return (
            // The phone is the customer's: what they say is at the right.
            <Bubble
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one play never move
              key={at}
              side={line.from_contact ? "out" : "in"}
              wide
              time={format.time(line.at)}
            >
              <MessageContent
                type={shown.type}
                content={shown.content}
                plain={line.text}
                press={at === open && !busy ? press : undefined}
                openList={at === open && sectionsOf(line.content).length > 0 ? () => setSheet(at) : undefined}
              />
            </Bubble>
          );
        })}
        {simulation && !running && (
          <EventPill>
            {t(($) => $.sim.ended, { how: t(($) => $.sim.ends[simulation.status as "completed"]) })}
          </EventPill>
        )}
      </div>
      {sheet !== null && (
        <Sheet sections={sectionsOf(simulation?.lines[sheet]?.content)} onPick={press} onClose={() => setSheet(null)} />
      )}
      <form
        className="flex shrink-0 items-center gap-1 p-2"
        onSubmit={(event) => {
          event.preventDefault();
          say(typed);
        }}
      >
        <Menu
          label={t(($) => $.sim.attach)}
          items={[
            {
              id: "image",
              label: t(($) => $.sim.image),
              icon: <ImageIcon aria-hidden />,
              run: () =>
                send(
                  "image",
                  t(($) => $.sim.image),
                  { type: "image", media_id: MEDIA, mime_type: "image/jpeg", url: PIXEL },
                ),
            },
            {
              id: "document",
              label: t(($) => $.sim.document),
              icon: <FileText aria-hidden />,
              run: () =>
                send("document", "documento.pdf", {
                  type: "document",
                  media_id: MEDIA,
                  mime_type: "application/pdf",
                  filename: "documento.pdf",
                }),
            },
            {
              id: "voice",
              label: t(($) => $.sim.voice),
              icon: <Mic aria-hidden />,
              run: () =>
                send(
                  "audio",
                  t(($) => $.sim.voice),
                  { type: "voice", media_id: MEDIA, mime_type: "audio/ogg" },
                ),
            },
            {
              id: "location",
              label: t(($) => $.sim.location),
              icon: <MapPin aria-hidden />,
              run: () =>
                send(
                  "location",
                  t(($) => $.sim.location),
                  { latitude: -23.5505, longitude: -46.6333, name: "Praça da Sé" },
                ),
            },
          ]}
        >
          <IconButton label={t(($) => $.sim.attach)} isDisabled={!running || busy}>
            <Paperclip aria-hidden />
          </IconButton>
        </Menu>
        <input
          aria-label={t(($) => $.sim.message)}
          placeholder={t(($) => $.sim.placeholder)}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="h-9 min-w-0 flex-1 rounded-full border border-control bg-chat-in px-3 text-sm text-fg outline-none focus:border-brand"
        />
        <IconButton label={t(($) => $.sim.send)} type="submit" isDisabled={!typed.trim() || busy}>
          <SendHorizontal aria-hidden />
        </IconButton>
      </form>
    </div>
  );
}

type SheetProps = {
  sections: ReturnType<typeof sectionsOf>;
  onPick: (row: { id: string; title: string }) => void;
  onClose: () => void;
};

function Sheet({ sections, onPick, onClose }: SheetProps) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  return (
    <section
      aria-label={t(($) => $.sim.list)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
      className="absolute inset-x-0 bottom-0 z-10 flex max-h-[75%] animate-rise flex-col rounded-t-card border-t border-line bg-surface shadow-e3"
    >
      <header className="flex items-center px-4 py-2">
        <h3 className="text-sm font-semibold text-fg">{t(($) => $.sim.list)}</h3>
        <button type="button" onClick={onClose} className="ml-auto min-h-8 rounded-chip px-2 text-sm text-fg-2">
          {common(($) => $.close)}
        </button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto px-2 pb-3">
        {sections.map((section, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sections of one message never move
          <div key={place}>
            {section.title && <h4 className="px-2 pt-2 text-xs font-semibold text-brand-fg">{section.title}</h4>}
            {section.rows.map((row, at) => (
              <button
                key={row.id}
                type="button"
                // biome-ignore lint/a11y/noAutofocus: the sheet was opened to choose from
                autoFocus={place === 0 && at === 0}
                onClick={() => onPick(row)}
                className="block min-h-10 w-full rounded-control px-2 py-1.5 text-left text-sm text-fg hover:bg-surface-2"
              >
                {row.title}
                {row.description && <span className="block text-xs text-fg-3">{row.description}</span>}
              </button>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}
