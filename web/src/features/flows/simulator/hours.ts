import type { Schema } from "@/shared/api";

type Hours = Pick<Schema<"CalendarOut">, "time_zone" | "week" | "exceptions">;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MINUTE = 60_000;
const DAY = 24 * 60;
const MOST_DAYS = 370;

/** A date and a minute of the day in a time zone. */
function localOf(at: Date, zone: string): { date: string; day: string; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "0";
  const date = `${part("year")}-${part("month")}-${part("day")}`;
  const day = DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] as string;
  return { date, day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}

const minutes = (text: string): number => Number(text.split(":")[0]) * 60 + Number(text.split(":")[1]);

/** The minute until which it is open at a moment; null when it is closed. */
function openUntil(hours: Hours, at: Date): { minute: number; end: number } | null {
  const { date, day, minute } = localOf(at, hours.time_zone);
  const special = (hours.exceptions ?? []).find((one) => one.date === date);
  const spans = special ? (special.spans ?? []) : (hours.week?.[day] ?? []);
  const now = spans.find((span) => minutes(span.start) <= minute && minute < minutes(span.end));
  return now ? { minute, end: Math.min(DAY, minutes(now.end)) } : null;
}

/** The next moment at which the company is closed, this one when it is closed already; null when it never is within a year. */
export function nextClosed(hours: Hours, now: Date): Date | null {
  let at = new Date(Math.floor(now.getTime() / MINUTE) * MINUTE);
  const last = now.getTime() + MOST_DAYS * DAY * MINUTE;
  while (at.getTime() < last) {
    const open = openUntil(hours, at);
    if (open === null) return at.getTime() < now.getTime() ? now : at;
    at = new Date(at.getTime() + (open.end - open.minute) * MINUTE);
  }
  return null;
}
