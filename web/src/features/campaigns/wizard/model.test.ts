import { describe, expect, it } from "vitest";
import type { Template } from "@/shared/templates";
import {
  anchorOf,
  bodyOf,
  type Campaign,
  delayOf,
  emptyForm,
  formOf,
  localOf,
  momentOf,
  placesOf,
  secondsOf,
  shownOf,
  toldAt,
} from "./model";

const ZONE = "America/Sao_Paulo";
const plain = { template_id: null, variables: {}, text: null, header_media_id: null };
const CAMPAIGN = {
  id: "c",
  name: "Volta às aulas",
  type: "drip",
  status: "draft",
  targeting: {
    segments: ["s"],
    lists: ["l"],
    tags: ["vip"],
    conditions: { kind: "tag", tag: "norte" },
    file: null,
    without_segments: ["w"],
    without_lists: ["x"],
    growing: true,
  },
  exclusions: { in_flow: false, open_conversation: true, contacted_days: 7 },
  purpose: "avisos",
  basis: "legitimate_interest",
  holdout: 10,
  goal_tag: "comprou",
  attribution_hours: 24,
  message: {
    ...plain,
    variants: [
      { ...plain, key: "A", weight: 1, template_id: "t", variables: { "1": "{{ contact.name }}" } },
      { ...plain, key: "B", weight: 3, text: "Oi" },
    ],
    metric: "clicked",
    auto_winner: true,
  },
  steps: [{ ...plain, after: 172_800, text: "E aí?", condition: { kind: "flag", flag: "vip" } }],
  trigger: null,
  numbers: [{ whatsapp_config_id: "n", weight: 2 }],
  schedule: {
    start_date: "2026-12-01T12:00:00.000Z",
    end_date: "2026-12-05T12:30:00.000Z",
    time_zone: "contact",
    days: ["mon", "tue"],
    send_times: [{ start: "09:00", end: "12:00" }],
    quiet_hours: { start: "21:00", end: "08:00" },
    holidays: "skip",
  },
  limits: { daily_limit: 100, hourly_limit: 50, per_second: 0.5, per_contact_limit: 1, per_contact_week: 3 },
  version: 4,
} as unknown as Campaign;

describe("form and API", () => {
  it("says the same both ways", () => {
    const body = bodyOf(formOf(CAMPAIGN, ZONE), ZONE, 4);
    for (const [name, value] of Object.entries(body)) expect(value, name).toEqual(CAMPAIGN[name as keyof Campaign]);
  });

  it("says the same both ways for a trigger", () => {
    const trigger = { kind: "tag_added", tag: "novo", signal: null, after: 7200, again_after_days: 30 };
    const body = bodyOf(
      formOf({ ...CAMPAIGN, type: "trigger", trigger, steps: [] } as unknown as Campaign, ZONE),
      ZONE,
    );
    expect(body.trigger).toEqual(trigger);
    expect(body.targeting?.growing).toBe(false);
  });

  it("does not send what belongs to another type, nor blank variables", () => {
    const form = { ...formOf(CAMPAIGN, ZONE), type: "broadcast" as const, variants: [] };
    const content = { templateId: "t", variables: { "1": " ", "2": "x" }, text: "", mediaId: "" };
    const body = bodyOf({ ...form, content }, ZONE);
    expect(body.steps).toEqual([]);
    expect(body.trigger).toBeNull();
    expect(body.message).toMatchObject({ template_id: "t", variables: { "2": "x" }, text: null, auto_winner: false });
  });

  it("takes numbers as they are typed", () => {
    const { limits } = bodyOf({ ...emptyForm(), perSecond: "0,5", daily: "", hourly: "abc" }, ZONE);
    expect(limits).toMatchObject({ per_second: 0.5, daily_limit: null, hourly_limit: null });
  });
});

it("knows moments on the clocks of a zone, on both sides of a change", () => {
  expect(momentOf("2026-12-01T09:00", ZONE)).toBe("2026-12-01T12:00:00.000Z");
  for (const local of ["2026-03-29T01:30", "2026-03-29T03:30", "2026-10-25T04:00"])
    expect(localOf(momentOf(local, "Europe/Madrid"), "Europe/Madrid")).toBe(local);
  expect(momentOf("", ZONE)).toBeNull();
});

it("tells delays in the largest whole unit", () => {
  for (const seconds of [0, 60, 5400, 7200, 86_400, 90_000]) expect(secondsOf(delayOf(seconds))).toBe(seconds);
  expect(delayOf(172_800)).toEqual({ amount: "2", unit: "days" });
});

it("finds the places of a template and shows them filled", () => {
  const template = {
    category: "MARKETING",
    components: [
      { type: "HEADER", format: "TEXT", text: "Oi {{1}}" },
      { type: "BODY", text: "Seu código {{1}} de {{2}}" },
      {
        type: "BUTTONS",
        buttons: [
          { type: "QUICK_REPLY", text: "Ok" },
          { type: "URL", text: "Ver", url: "https://a.b/{{1}}" },
        ],
      },
    ],
  } as unknown as Template;
  expect(placesOf(template)).toEqual(["header.1", "1", "2", "button.1"]);
  expect(shownOf(template, { "header.1": "Ana", "2": "hoje" })).toMatchObject({
    header: "Oi Ana",
    body: "Seu código {{1}} de hoje",
    buttons: ["Ok", "Ver"],
  });
});

it("leads a problem to the nearest field that is drawn", () => {
  const drawn = (id: string) => ["at-message-variants-1", "at-message", "at-name"].includes(id);
  expect(anchorOf("message.variants.1.text", drawn)).toBe("at-message-variants-1");
  expect(anchorOf("message.text", drawn)).toBe("at-message");
  expect(anchorOf("elsewhere", drawn)).toBe("at-name");
  expect(toldAt({ "targeting.tags.0": "long" }, "targeting.tags", true)).toBe("long");
  expect(toldAt({ "targeting.tags.0": "long" }, "targeting.tags")).toBeNull();
});
