import { describe, expect, it } from "vitest";
import { bodyOf, formOf, localOf, momentOf, stateOf } from "./model";

describe("an outage", () => {
  it("that nobody ended is over after seven days", () => {
    const started_at = "2026-11-01T12:00:00Z";
    const at = (moment: string) => stateOf({ started_at, ended_at: null }, Date.parse(moment));
    expect(at("2026-11-08T11:59:00Z")).toBe("active");
    expect(at("2026-11-08T12:00:00Z")).toBe("expired");
    expect(stateOf({ started_at, ended_at: started_at }, Date.parse(started_at))).toBe("over");
  });

  it("is declared with a name a line, none where all of it is down", () => {
    const form = { ...formOf(null, "UTC"), names: " Centro \n\nVila Nova\n", message: " Sem sinal. " };
    expect(bodyOf(form, "UTC")).toMatchObject({
      names: ["Centro", "Vila Nova"],
      message: "Sem sinal.",
      expected_until: null,
    });
    expect(bodyOf({ ...form, scope: "all" }, "UTC").names).toEqual([]);
  });

  it("is expected to end by the company's clock", () => {
    expect(momentOf("2026-11-27T18:30", "America/Sao_Paulo")).toBe("2026-11-27T21:30:00.000Z");
    expect(localOf("2026-11-27T21:30:00Z", "America/Sao_Paulo")).toBe("2026-11-27T18:30");
    // The night in which Madrid's clock jumps from two to three.
    expect(momentOf("2026-03-29T03:30", "Europe/Madrid")).toBe("2026-03-29T01:30:00.000Z");
  });
});
