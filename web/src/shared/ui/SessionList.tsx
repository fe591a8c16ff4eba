import { Monitor, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/shared/api/types";
import { useFormat } from "@/shared/i18n/format";
import { Badge } from "./Bits";
import { Button } from "./Button";

type Session = Schema<"SessionOut">;
/** In this order: Edge and Opera call themselves Chrome too, Chrome calls itself Safari. */
const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["Chrom", "Chrome"],
  ["Safari", "Safari"],
] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;

/** Browser and system that an address of a program names. */
export function deviceOf(agent: string): { browser: string | null; system: string | null } {
  const named = (words: readonly (readonly [string, string])[]) =>
    words.find(([sign]) => agent.includes(sign))?.[1] ?? null;
  return { browser: named(BROWSERS), system: named(SYSTEMS) };
}

/** Where somebody is signed in; the present session can't be ended from here. */
export function SessionList({
  sessions,
  onEnd,
  busy,
}: {
  sessions: Session[];
  onEnd?: (id: string) => void;
  busy?: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = ({ user_agent }: Session) => {
    const { browser, system } = deviceOf(user_agent);
    if (browser && system) return t(($) => $.session.on, { browser, system });
    return browser ?? (user_agent.slice(0, 40) || t(($) => $.session.unknown));
  };
  return (
    <ul className="flex flex-col divide-y divide-line">
      {sessions.map((session) => {
        const Icon = /Android|iPhone|Mobile/.test(session.user_agent) ? Smartphone : Monitor;
        return (
          <li key={session.id} className="flex items-center gap-3 py-2.5">
            <Icon className="size-5 shrink-0 text-fg-3" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                {nameOf(session)}
                {session.current && <Badge tone="brand">{t(($) => $.session.here)}</Badge>}
              </p>
              <p className="text-xs text-fg-3">
                {t(($) => $.session.used, { time: format.relative(session.last_used_at) })}
                {session.address && ` · ${t(($) => $.session.from, { address: session.address })}`}
              </p>
            </div>
            {onEnd && !session.current && (
              <Button
                aria-label={t(($) => $.session.endOf, { name: nameOf(session) })}
                busy={busy}
                onPress={() => onEnd(session.id)}
              >
                {t(($) => $.session.end)}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
