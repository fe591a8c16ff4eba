import { useTranslation } from "react-i18next";
import { useZone } from "@/shared/api/session";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;
const CALENDAR = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
const DATES = {
  time: CLOCK,
  date: CALENDAR,
  dateTime: { ...CALENDAR, ...CLOCK },
  day: { weekday: "long", day: "numeric", month: "long" },
  weekday: { weekday: "short" },
  short: { day: "2-digit", month: "2-digit" },
  key: {},
} as const;

/** Numbers, money, times and lists as the person reads them, in the company's time zone. */
export class Formats {
  private readonly language: string;
  private readonly zone: string;
  // Making one of Intl's takes as long as a thousand uses of it.
  private readonly dated = new Map<string, Intl.DateTimeFormat>();
  private readonly numbered = new Map<string, Intl.NumberFormat>();

  constructor(language: string, zone: string) {
    this.language = language;
    this.zone = zone;
  }

  private dates(name: keyof typeof DATES, at: string | number | Date): string {
    let known = this.dated.get(name);
    if (!known) {
      known = new Intl.DateTimeFormat(name === "key" ? "en-CA" : this.language, {
        timeZone: this.zone,
        ...DATES[name],
      });
      this.dated.set(name, known);
    }
    return known.format(new Date(at));
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    const key = options ? JSON.stringify(options) : "";
    let known = this.numbered.get(key);
    if (!known) {
      known = new Intl.NumberFormat(this.language, options);
      this.numbered.set(key, known);
    }
    return known.format(value);
  }

  /** 12.4 mil, 3 mi: for places where the exact figure does not fit. */
  compact(value: number): string {
    return this.number(value, { notation: "compact", maximumFractionDigits: 1 });
  }

  /** `share` from 0 to 1. */
  percent(share: number, digits = 1): string {
    return this.number(share, { style: "percent", maximumFractionDigits: digits });
  }

  /** `amount` as the API tells money: a decimal string. */
  money(amount: string | number, currency: string): string {
    return this.number(Number(amount), {
      style: "currency",
      currency,
      maximumFractionDigits: 4,
      minimumFractionDigits: 2,
    });
  }

  /** R$ 1,2 mil: for the edge of a chart. */
  briefMoney(amount: number, currency: string): string {
    return this.number(amount, { style: "currency", currency, notation: "compact", maximumSignificantDigits: 3 });
  }

  /** "novembro de 2026"; `day` is one of it, as the API tells a date. */
  month(day: string): string {
    const words = { month: "long", year: "numeric", timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(this.language, words).format(new Date(`${day}T12:00:00Z`));
  }

  /** 03/06, of a date as the API tells one: a day of the calendar is the same in every zone. */
  calendarDay(day: string): string {
    const words = { ...DATES.short, timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(this.language, words).format(new Date(`${day}T12:00:00Z`));
  }

  /** 03/06/2026, of a date as the API tells one. */
  calendarDate(day: string): string {
    const words = { ...CALENDAR, timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(this.language, words).format(new Date(`${day}T12:00:00Z`));
  }

  time(at: string | number | Date): string {
    return this.dates("time", at);
  }

  date(at: string | number | Date): string {
    return this.dates("date", at);
  }

  dateTime(at: string | number | Date): string {
    return this.dates("dateTime", at);
  }

  /** "segunda-feira, 3 de junho": the heading of a day. */
  day(at: string | number | Date): string {
    return this.dates("day", at);
  }

  weekday(at: string | number | Date): string {
    return this.dates("weekday", at);
  }

  /** The calendar day in the company's time zone, as a key: 2026-06-03. */
  dayKey(at: string | number | Date): string {
    return this.dates("key", at);
  }

  /** Today 14:32, yesterday or a weekday within a week, else the date: how lists tell a moment. */
  short(at: string | number | Date, now = Date.now()): string {
    const then = new Date(at).getTime();
    if (this.dayKey(then) === this.dayKey(now)) return this.time(then);
    if (now - then < 6 * DAY) return this.weekday(then);
    return this.dates("short", then);
  }

  /** "há 5 minutos", "in 2 hours". */
  relative(at: string | number | Date, now = Date.now()): string {
    const away = new Date(at).getTime() - now;
    const words = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
    const size = Math.abs(away);
    if (size < HOUR) return words.format(Math.round(away / MINUTE), "minute");
    if (size < DAY) return words.format(Math.round(away / HOUR), "hour");
    return words.format(Math.round(away / DAY), "day");
  }

  /** 21 h 12 min; `ms` is a length of time. */
  length(ms: number): string {
    const unit = (value: number, name: string) =>
      this.number(value, { style: "unit", unit: name, unitDisplay: "narrow" });
    const whole = Math.max(0, Math.round(ms / 1000));
    const days = Math.floor(whole / 86_400);
    const hours = Math.floor((whole % 86_400) / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    const spoken = [
      [days, "day"],
      [hours, "hour"],
      [minutes, "minute"],
      [whole % 60, "second"],
    ] as const;
    const first = spoken.findIndex(([value]) => value > 0);
    if (first < 0) return unit(0, "second");
    return spoken
      .slice(first, first + 2)
      .filter(([value]) => value > 0)
      .map(([value, name]) => unit(value, name))
      .join(" ");
  }

  bytes(size: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
    const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
    return this.number(size / 1000 ** step, {
      style: "unit",
      unit: units[step] as string,
      unitDisplay: "short",
      maximumFractionDigits: 1,
    });
  }

  list(items: string[]): string {
    return new Intl.ListFormat(this.language, { type: "conjunction" }).format(items);
  }
}

const made = new Map<string, Formats>();

/** One for all components: thousands of rows speak one language in one zone. */
function formatsOf(language: string, zone: string): Formats {
  const key = `${language} ${zone}`;
  const known = made.get(key) ?? new Formats(language, zone);
  made.set(key, known);
  return known;
}

export function useFormat(): Formats {
  const { i18n } = useTranslation();
  return formatsOf(i18n.language, useZone());
}

/** A phone number as people of its country write it; others with spaces after the country. */
export function nationalPhone(e164: string): string {
  const brazilian = /^\+55(\d{2})(\d{4,5})(\d{4})$/.exec(e164);
  if (brazilian) return `(${brazilian[1]}) ${brazilian[2]}-${brazilian[3]}`;
  return e164;
}

/** What a person typed or pasted, as E.164; null when it can't be a number. Brazilian when no country is told. */
export function e164(typed: string): string | null {
  const digits = typed.replace(/\D/g, "");
  if (typed.trim().startsWith("+")) return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : null;
  if (digits.length === 10 || digits.length === 11) return `+55${digits}`;
  if ((digits.length === 12 || digits.length === 13) && digits.startsWith("55")) return `+${digits}`;
  return null;
}
