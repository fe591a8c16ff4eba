import clsx from "clsx";
import { X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { ApiError } from "@/shared/api/error";
import { i18next } from "@/shared/i18n";

type Tone = "good" | "bad" | "plain";
type Toast = { id: number; tone: Tone; text: string; undo?: () => void };

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
const LIFE_MS = 8000;
const MOST = 4;
let last = 0;

function drop(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((t) => t.id !== id) }));
}

function show(tone: Tone, text: string, undo?: () => void): void {
  last += 1;
  const toast = { id: last, tone, text, undo };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(1 - MOST), toast] }));
}

/** A word at the edge of the page; with `undo` it offers to take the deed back for eight seconds. */
export const toast = {
  done: (text: string, undo?: () => void) => show("good", text, undo),
  say: (text: string) => show("plain", text),
  failed: (error: unknown) => {
    const known = error instanceof ApiError && error.message ? error.message : null;
    const offline = error instanceof ApiError && error.offline;
    show("bad", offline ? i18next.t(($) => $.failed.offline) : (known ?? i18next.t(($) => $.failed.unknown)));
  },
};

function One({ it }: { it: Toast }) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => drop(it.id), LIFE_MS);
    return () => clearTimeout(timer);
  }, [it.id]);
  return (
    <div
      className={clsx(
        "flex animate-rise items-center gap-3 rounded-node border bg-surface py-2 pl-4 pr-2 text-sm text-fg shadow-e3",
        it.tone === "bad" ? "border-danger" : "border-line",
      )}
    >
      <span className="min-w-0 flex-1">{it.text}</span>
      {it.undo && (
        <button
          type="button"
          className="min-h-8 rounded-control px-3 font-medium text-brand-fg hover:bg-surface-2"
          onClick={() => {
            it.undo?.();
            drop(it.id);
          }}
        >
          {t(($) => $.undo)}
        </button>
      )}
      <button
        type="button"
        aria-label={t(($) => $.close)}
        onClick={() => drop(it.id)}
        className="grid size-8 place-items-center rounded-control text-fg-2 hover:bg-surface-2 [&_svg]:size-4"
      >
        <X aria-hidden />
      </button>
    </div>
  );
}

export function Toasts() {
  const toasts = useToasts((s) => s.toasts);
  const { t } = useTranslation();
  return (
    <section
      aria-label={t(($) => $.notices)}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-md flex-col gap-2 [&>*]:pointer-events-auto"
    >
      {toasts.map((it) => (
        <One key={it.id} it={it} />
      ))}
    </section>
  );
}
