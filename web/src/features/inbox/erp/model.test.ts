import { describe, expect, it } from "vitest";
import type { Contract, Facts, Line, Plan, SecondCopy } from "./api";
import { changeable, documentOf, lightOf, nameOf, onSale, partsOf, stateOf, stoppedBy, written } from "./model";

describe("a customer of an ERP", () => {
  it("is looked for by a document, whichever way it is typed", () => {
    expect(documentOf("529.982.247-25")).toBe("52998224725");
    expect(documentOf("11.222.333/0001-81")).toBe("11222333000181");
    expect(documentOf("5299822472")).toBeNull();
    expect(written("52998224725")).toBe("529.982.247-25");
    expect(written("11222333000181")).toBe("11.222.333/0001-81");
    expect(written("•••••••••25")).toBe("•••••••••25");
  });

  it("has a line that is up, down or nobody knows; blocked is another thing", () => {
    expect([true, false, null].map((online) => stateOf({ online }))).toEqual(["up", "down", "unknown"]);
    const line = { online: true, blocked: false, reduced: false } as Line;
    const blocked = { contract_status: "blocked" } as Facts;
    expect(stoppedBy(null, [line])).toBeNull();
    expect(stoppedBy(blocked, [line])).toBe("blocked");
    expect(stoppedBy(blocked, [{ ...line, blocked: true }])).toBeNull();
  });

  it("has light that is good, too little or too much", () => {
    expect([-3, -8, -19.4, -25, -25.1, -27, -27.5].map(lightOf)).toEqual([
      "tooStrong",
      "good",
      "good",
      "good",
      "weak",
      "weak",
      "tooWeak",
    ]);
  });

  it("can change what is running to what is sold, and is not their plan already", () => {
    const contracts = [
      { id: "1", status: "cancelled" },
      { id: "2", status: "blocked", plan_id: "700" },
    ] as Contract[];
    expect(changeable(contracts).map(({ id }) => id)).toEqual(["2"]);
    const plans = [
      { id: "700", name: "Fibra", active: true },
      { id: "701", active: null },
      { id: "703", active: false },
    ] as Plan[];
    expect(onSale(plans, contracts[1]).map(({ id }) => id)).toEqual(["701"]);
    const named = { plan_id: null, plan: "Fibra" } as Contract;
    expect(onSale(plans, named).map(({ id }) => id)).toEqual(["701"]);
  });

  it("gets of a second copy what the ERP has of it", () => {
    const copy = { invoice_id: "88101", number: "", pdf_media_id: null, digitable_line: "1", pix_code: "2" };
    expect(partsOf(copy as unknown as SecondCopy)).toEqual(["line", "pix"]);
    expect(partsOf({ ...copy, pdf_media_id: "m" } as unknown as SecondCopy)).toEqual(["pdf", "line", "pix"]);
    expect(nameOf(copy as unknown as SecondCopy)).toBe("boleto-88101.pdf");
  });
});
