import { expect, it } from "vitest";
import { invitationLink } from "@/shared/invitation";
import { chosen, expiresAt, grouped, stateOf } from "./model";

it("grants, denies and goes back to the role", () => {
  const now = { grants: ["publish:flows"], denials: ["write:flows"] };
  expect(chosen(now, "write:flows", "granted")).toEqual({ grants: ["publish:flows", "write:flows"], denials: [] });
  expect(chosen(now, "publish:flows", "role")).toEqual({ grants: [], denials: ["write:flows"] });
  expect(chosen(now, "read:flows", "denied").denials).toEqual(["write:flows", "read:flows"]);
});

it("shows permissions that it does not know under the company, and never the platform's", () => {
  const groups = grouped(["read:flows", "manage:comets", "manage:platform"]);
  expect(groups.find((g) => g.group === "automation")?.permissions).toEqual(["read:flows"]);
  expect(groups.find((g) => g.group === "company")?.permissions).toEqual(["manage:comets"]);
});

it("says off before invited", () => {
  expect(stateOf({ active: false, invited: true })).toBe("off");
  expect(stateOf({ active: true, invited: true })).toBe("invited");
});

it("keeps a token out of the request", () => {
  expect(new URL(invitationLink("a/b+c")).pathname).toBe("/app/invitation");
  expect(new URL(invitationLink("a/b+c")).hash).toBe("#a%2Fb%2Bc");
});

it("ends a key after days, or never", () => {
  expect(expiresAt("never")).toBeNull();
  expect(expiresAt("30", 0)).toBe("1970-01-31T00:00:00.000Z");
});
