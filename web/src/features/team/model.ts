import type { Tone } from "@/shared/ui";
import type { Permission, Person } from "./api";

export const ROLES = ["admin", "user", "agent", "viewer"] as const;
export const SOURCES = ["role", "granted", "denied", "none"] as const;

export function among<T extends string>(known: readonly T[], word: string | null | undefined): T | undefined {
  return known.find((one) => one === word);
}

/** Permissions as people think of them. What a newer server knows more comes last, under the company. */
const GROUPS = {
  conversations: [
    "read:messages",
    "write:messages",
    "read:conversations",
    "write:conversations",
    "assign:conversations",
    "read:all_conversations",
    "export:conversations",
    "read:contacts",
    "write:contacts",
    "read:phone_numbers",
  ],
  automation: [
    "read:flows",
    "write:flows",
    "publish:flows",
    "read:templates",
    "write:templates",
    "read:campaigns",
    "write:campaigns",
    "start:campaigns",
  ],
  company: [
    "read:whatsapp_configs",
    "manage:whatsapp_configs",
    "read:routing",
    "manage:routing",
    "read:erp",
    "write:erp",
    "manage:erp",
    "use:ai",
    "manage:ai",
    "read:billing",
    "write:billing",
    "read:users",
    "manage:users",
    "manage:api_keys",
    "read:webhooks",
    "write:webhooks",
    "manage:tenant",
    "read:metrics",
  ],
} as const satisfies Record<string, readonly Permission[]>;
export type Group = keyof typeof GROUPS;

/** The groups with those of `all` that stand in them; the platform's own is nobody's to give. */
export function grouped(all: readonly string[]): { group: Group; permissions: string[] }[] {
  const known = new Set<string>(Object.values(GROUPS).flat());
  const rest = all.filter((one) => !known.has(one) && one !== "manage:platform");
  return (Object.keys(GROUPS) as Group[]).map((group) => ({
    group,
    permissions: [...GROUPS[group].filter((one) => all.includes(one)), ...(group === "company" ? rest : [])],
  }));
}

/** Where its text stands. */
export const keyOf = (permission: string): string => permission.replace(":", "_");

export type Choice = "role" | "granted" | "denied";

/** What somebody has beyond their role after one permission was set so. */
export function chosen(
  now: { grants: readonly string[]; denials: readonly string[] },
  permission: string,
  choice: Choice,
): { grants: Permission[]; denials: Permission[] } {
  const without = (list: readonly string[]) => list.filter((one) => one !== permission);
  return {
    grants: [...without(now.grants), ...(choice === "granted" ? [permission] : [])] as Permission[],
    denials: [...without(now.denials), ...(choice === "denied" ? [permission] : [])] as Permission[],
  };
}

/** What a choice of roles calls theirs: a role of the company's own by its id. */
export const roleOf = (person: Pick<Person, "role" | "custom_role">): string => person.custom_role?.id ?? person.role;

export function stateOf(person: Pick<Person, "active" | "invited">): "active" | "invited" | "off" {
  if (!person.active) return "off";
  return person.invited ? "invited" : "active";
}

export const STATE_TONES: Record<"active" | "invited" | "off", Tone> = {
  active: "brand",
  invited: "info",
  off: "plain",
};

export const EXPIRIES = ["never", "30", "90", "365"] as const;

export function expiresAt(days: string, now = Date.now()): string | null {
  return days === "never" ? null : new Date(now + Number(days) * 86_400_000).toISOString();
}
