import type { Calendar, CalendarDraft, Queue, QueueDraft } from "./api";

export const STRATEGIES = ["least_load", "round_robin", "manual"] as const;
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
const WORKDAYS: Day[] = ["tue", "wed", "thu", "fri"];

/** A skill as a form holds it: rows have an identity of their own. */
export type Skill = { key: string; name: string; level: number };

let made = 0;
export const rowKey = (): string => `r${++made}`;

export const skillsOf = (skills: Record<string, number>): Skill[] =>
  Object.entries(skills).map(([name, level]) => ({ key: rowKey(), name, level }));

export const skillMap = (skills: Skill[]): Record<string, number> =>
  Object.fromEntries(skills.filter((one) => one.name.trim()).map((one) => [one.name.trim(), one.level]));

/** What the form of a queue holds: figures are text until they are sent, lengths of time minutes. */
export type QueueForm = {
  name: string;
  department: string;
  calendar: string;
  isDefault: boolean;
  members: string[];
  strategy: (typeof STRATEGIES)[number];
  skills: Skill[];
  overflowTo: string;
  whenNobody: boolean;
  customerMessage: string;
  closedMessage: string;
} & Record<Figure, string>;

export const FIGURES = [
  "priority",
  "mostEach",
  "wrapUp",
  "firstAnswer",
  "resolution",
  "warnPercent",
  "after",
  "longerThan",
  "customerWarn",
  "customerResolve",
  "agentWarn",
  "agentReturn",
] as const;
export type Figure = (typeof FIGURES)[number];

/** The server's names of the form's fields. */
export const FIELD_OF: Record<string, keyof QueueForm> = {
  name: "name",
  department_id: "department",
  calendar_id: "calendar",
  members: "members",
  skills: "skills",
  priority: "priority",
  most_each: "mostEach",
  wrap_up_seconds: "wrapUp",
  "service_level.first_answer": "firstAnswer",
  "service_level.resolution": "resolution",
  "service_level.warn_percent": "warnPercent",
  overflow: "overflowTo",
  "overflow.to": "overflowTo",
  "overflow.after_seconds": "after",
  "overflow.when_longer_than": "longerThan",
  "inactivity.customer_warn": "customerWarn",
  "inactivity.customer_resolve": "customerResolve",
  "inactivity.customer_message": "customerMessage",
  "inactivity.agent_warn": "agentWarn",
  "inactivity.agent_return": "agentReturn",
  closed_message: "closedMessage",
};

const shown = (value: number | null | undefined): string => (value == null ? "" : String(value));
const inMinutes = (seconds: number | null | undefined): string =>
  seconds == null ? "" : String(Math.round((seconds / 60) * 100) / 100);

export function queueForm(queue: Queue | null): QueueForm {
  return {
    name: queue?.name ?? "",
    department: queue?.department_id ?? "",
    calendar: queue?.calendar_id ?? "",
    isDefault: queue?.is_default ?? false,
    members: queue?.members ?? [],
    strategy: queue?.strategy ?? "least_load",
    skills: skillsOf(queue?.skills ?? {}),
    priority: shown(queue?.priority ?? 0),
    mostEach: shown(queue?.most_each),
    wrapUp: shown(queue?.wrap_up_seconds ?? 0),
    firstAnswer: inMinutes(queue?.service_level.first_answer),
    resolution: inMinutes(queue?.service_level.resolution),
    warnPercent: shown(queue?.service_level.warn_percent ?? 80),
    overflowTo: queue?.overflow?.to ?? "",
    after: inMinutes(queue?.overflow?.after_seconds),
    whenNobody: queue?.overflow?.when_nobody ?? false,
    longerThan: shown(queue?.overflow?.when_longer_than),
    customerWarn: shown(queue?.inactivity.customer_warn),
    customerResolve: shown(queue?.inactivity.customer_resolve),
    customerMessage: queue?.inactivity.customer_message ?? "",
    agentWarn: shown(queue?.inactivity.agent_warn),
    agentReturn: shown(queue?.inactivity.agent_return),
    closedMessage: queue?.closed_message ?? "",
  };
}

const IN_MINUTES: Figure[] = ["firstAnswer", "resolution", "after"];

/** Fields that hold something else than a figure. */
export function wrongFigures(form: QueueForm): Figure[] {
  return FIGURES.filter((name) => {
    const pattern = IN_MINUTES.includes(name) ? /^(\d+([.,]\d+)?)?$/ : /^\d*$/;
    return !pattern.test(form[name].trim());
  });
}

export function queueDraft(form: QueueForm): QueueDraft {
  const figure = (name: Figure): number | null => (form[name].trim() ? Number(form[name].replace(",", ".")) : null);
  const seconds = (name: Figure): number | null => {
    const minutes = figure(name);
    return minutes === null ? null : Math.round(minutes * 60);
  };
  return {
    name: form.name,
    department_id: form.department || null,
    calendar_id: form.calendar || null,
    is_default: form.isDefault,
    members: form.members,
    strategy: form.strategy,
    skills: skillMap(form.skills),
    priority: figure("priority") ?? 0,
    most_each: figure("mostEach"),
    wrap_up_seconds: figure("wrapUp") ?? 0,
    service_level: {
      first_answer: seconds("firstAnswer"),
      resolution: seconds("resolution"),
      warn_percent: figure("warnPercent") ?? 80,
    },
    overflow: form.overflowTo
      ? {
          to: form.overflowTo,
          after_seconds: seconds("after"),
          when_nobody: form.whenNobody,
          when_longer_than: figure("longerThan"),
        }
      : null,
    inactivity: {
      customer_warn: figure("customerWarn"),
      customer_resolve: figure("customerResolve"),
      customer_message: form.customerMessage,
      agent_warn: figure("agentWarn"),
      agent_return: figure("agentReturn"),
    },
    closed_message: form.closedMessage,
  };
}

export type Span = { key: string; start: string; end: string };
export type SpecialDay = { key: string; date: string; name: string; spans: Span[] };
export type HoursForm = {
  name: string;
  zone: string;
  isDefault: boolean;
  closedMessage: string;
  week: Record<Day, Span[]>;
  dates: SpecialDay[];
};

/** The field for times of day knows no 24:00: midnight at the end of a day is shown as 00:00. */
const spansIn = (spans: { start: string; end: string }[] | undefined): Span[] =>
  (spans ?? []).map(({ start, end }) => ({ key: rowKey(), start, end: end === "24:00" ? "00:00" : end }));
const spansOut = (spans: Span[]) => spans.map(({ start, end }) => ({ start, end: end === "00:00" ? "24:00" : end }));

export const newSpan = (after?: Span): Span =>
  after ? { key: rowKey(), start: after.end, end: "18:00" } : { key: rowKey(), start: "08:00", end: "18:00" };

export function hoursForm(calendar: Calendar | null, zone: string): HoursForm {
  const week = Object.fromEntries(
    DAYS.map((day) => [
      day,
      calendar ? spansIn(calendar.week[day]) : day === "sat" || day === "sun" ? [] : [newSpan()],
    ]),
  ) as Record<Day, Span[]>;
  return {
    name: calendar?.name ?? "",
    zone: calendar?.time_zone ?? zone,
    isDefault: calendar?.is_default ?? false,
    closedMessage: calendar?.closed_message ?? "",
    week,
    dates: (calendar?.exceptions ?? []).map((one) => ({
      key: rowKey(),
      date: one.date,
      name: one.name,
      spans: spansIn(one.spans),
    })),
  };
}

export function hoursDraft(form: HoursForm): CalendarDraft {
  return {
    name: form.name,
    time_zone: form.zone,
    is_default: form.isDefault,
    closed_message: form.closedMessage,
    week: Object.fromEntries(
      DAYS.filter((day) => form.week[day].length > 0).map((day) => [day, spansOut(form.week[day])]),
    ),
    exceptions: [...form.dates]
      .sort((a, b) => a.date.localeCompare(b.date))
      .map(({ date, name, spans }) => ({ date, name, spans: spansOut(spans) })),
  };
}

/** Monday's hours on all the other days of work. */
export function likeMonday(week: Record<Day, Span[]>): Record<Day, Span[]> {
  const copy = () => week.mon.map((span) => ({ ...span, key: rowKey() }));
  return { ...week, ...Object.fromEntries(WORKDAYS.map((day) => [day, copy()])) };
}

/** With these holidays closed; a date that is there already stays as it is. */
export function withHolidays(dates: SpecialDay[], holidays: { date: string; name: string }[]): SpecialDay[] {
  const known = new Set(dates.map((one) => one.date));
  const added = holidays.filter((one) => !known.has(one.date));
  return [...dates, ...added.map(({ date, name }) => ({ key: rowKey(), date, name, spans: [] }))].sort((a, b) =>
    a.date.localeCompare(b.date),
  );
}

/** Names a canned reply may use, by their place in the texts. */
export const VARIABLES = {
  contact_first_name: "contact.first_name",
  contact_name: "contact.name",
  agent_first_name: "agent.first_name",
  company_name: "company.name",
  conversation_queue: "conversation.queue",
} as const;

/** The text with examples in place of the names it knows. */
export function example(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}
