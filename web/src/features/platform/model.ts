import type { Tone } from "@/shared/ui";
import type { Change, Company, Line } from "./api";

export const PLANS = ["starter", "growth", "enterprise"] as const;
export const STATES = ["active", "suspended", "deleting"] as const;
export const LIMITS = ["users", "messages_per_month", "numbers", "flows", "campaigns", "requests_per_second"] as const;
export type Limit = (typeof LIMITS)[number];
export const STATE_TONES: Record<(typeof STATES)[number], Tone> = {
  active: "brand",
  suspended: "warn",
  deleting: "danger",
};

const SORTS = ["name", "slug", "created_at"] as const;
/** From here on a limit is near. */
const NEAR = 0.8;

/** What the address tells of the list. */
export type View = { q?: string; plan?: string; state?: string; sort?: string; order?: string };
export type Wanted = {
  search?: string;
  plan?: (typeof PLANS)[number];
  status?: (typeof STATES)[number];
  sort: (typeof SORTS)[number];
  order: "asc" | "desc";
};

export const among = <T extends string>(known: readonly T[], word: string | null | undefined): T | undefined =>
  known.find((one) => one === word);

/** What to ask the server; words it does not know are left out. */
export function wantedOf(view: View): Wanted {
  const plan = among(PLANS, view.plan);
  const status = among(STATES, view.state);
  const sort = among(SORTS, view.sort) ?? "created_at";
  return {
    ...(view.q ? { search: String(view.q) } : {}),
    ...(plan ? { plan } : {}),
    ...(status ? { status } : {}),
    sort,
    order: among(["asc", "desc"] as const, view.order) ?? (sort === "created_at" ? "desc" : "asc"),
  };
}

export const narrowed = (view: View): boolean => Boolean(view.q || view.plan || view.state);

/** How much of a limit is in use, from 0; null where there is none, or where nothing is counted. */
export function shareOf({ used, allowed }: Pick<Line, "used" | "allowed">): number | null {
  if (used === null || allowed === null) return null;
  return allowed > 0 ? used / allowed : used > 0 ? 1 : 0;
}

export type Level = "calm" | "near" | "full";

export function levelOf(share: number | null): Level {
  if (share === null || share < NEAR) return "calm";
  return share < 1 ? "near" : "full";
}

/** A limit in the form: the plan's, a number of its own, or none. */
export type Own = { kind: "plan" | "own" | "none"; amount: string };
export type LimitsForm = Record<Limit, Own>;

export function limitsForm(limits: Company["limits"]): LimitsForm {
  const own = (limit: Limit): Own => {
    const value = limits[limit];
    if (value === undefined) return { kind: "plan", amount: "" };
    return value === null ? { kind: "none", amount: "" } : { kind: "own", amount: String(value) };
  };
  return Object.fromEntries(LIMITS.map((limit) => [limit, own(limit)])) as LimitsForm;
}

/** Fields of numbers that are none. */
export const unread = (form: LimitsForm): Limit[] =>
  LIMITS.filter((limit) => form[limit].kind === "own" && !/^\d{1,9}$/.test(form[limit].amount.trim()));

/** As the server takes it: what is left out is the plan's. */
export function limitsOf(form: LimitsForm): NonNullable<Change["limits"]> {
  const told = LIMITS.filter((limit) => form[limit].kind !== "plan").map((limit) => [
    limit,
    form[limit].kind === "none" ? null : Number(form[limit].amount.trim()),
  ]);
  return Object.fromEntries(told);
}

/** One word or phrase a line. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

export const COLOUR = /^#[0-9a-f]{6}$/i;
export const LOGO_TYPES = ["image/png", "image/jpeg", "image/webp"];
/** Bytes, as the server has it. */
export const LOGO_MOST = 512 * 1024;

/** A picture as an address that holds it. */
export function logoOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
