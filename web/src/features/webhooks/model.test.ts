import { describe, expect, it } from "vitest";
import type { Webhook } from "./api";
import { bodyOf, eventsOf, formOf, namesOf, readable, resultOf, shownWaiting, toggled } from "./model";

const hook = (events: string[]) => ({ url: "https://a.example", events, active: true }) as Webhook;

describe("events of a webhook", () => {
  it("asks for a whole group by the group, for everything by one sign", () => {
    const all = new Set([...namesOf("message"), "contact.created"]);
    expect(eventsOf({ everything: false, events: all })).toEqual(["message.*", "contact.created"]);
    expect(eventsOf({ everything: true, events: all })).toEqual(["*"]);
  });

  it("comes back as it was, with what this page does not know", () => {
    for (const events of [["*"], ["message.*"], ["campaign.paused", "flow.*"], ["number.*", "call.missed"]]) {
      const body = bodyOf(formOf(hook(events)));
      expect(new Set(body.events)).toEqual(new Set(events));
    }
  });

  it("turns several at once", () => {
    const on = toggled(new Set(["contact.created"]), namesOf("template"), true);
    expect([...on]).toEqual(["contact.created", "template.changed"]);
    expect([...toggled(on, ["contact.created"], false)]).toEqual(["template.changed"]);
  });
});

describe("what is told of deliveries", () => {
  it("is read with lines where it is JSON", () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable("<html>")).toBe("<html>");
    expect([resultOf("gone"), resultOf("eclipse")]).toEqual(["gone", "other"]);
  });
});

describe("what waits", () => {
  it("is not told as exact where the server stopped counting", () => {
    expect(shownWaiting(999, "999")).toBe("999");
    expect(shownWaiting(1000, "1.000")).toBe("1.000+");
  });
});
